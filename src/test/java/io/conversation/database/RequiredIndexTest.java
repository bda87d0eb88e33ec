package io.conversation.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Stream;

import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Indexes;

class RequiredIndexTest {

    private static final RequiredIndex UNIQUE = new RequiredIndex("events", CollectionIndexes.unique("sessionId", "eventId"));
    private static final RequiredIndex PLAIN = new RequiredIndex("sessions",
            new IndexModel(Indexes.compoundIndex(Indexes.ascending("status"), Indexes.descending("startedAt", "_id"))));
    private static final String ID = "{v: 2, key: {_id: 1}, name: '_id_'}";

    private static IndexListing listing(String... indexes) {
        return new IndexListing("events", Stream.of(indexes).map(BsonDocument::parse).toList(), Set.of());
    }

    private static String unique(String more) {
        return "{v: 2, key: {sessionId: 1, eventId: 1}, name: 'sessionId_1_eventId_1'" + more + "}";
    }

    @Test
    void indexes_have_the_names_that_the_driver_gives_them() {
        assertThat(UNIQUE.name()).isEqualTo("sessionId_1_eventId_1");
        assertThat(PLAIN.name()).isEqualTo("status_1_startedAt_-1__id_-1");
    }

    @ParameterizedTest
    @ValueSource(strings = { ", unique: true", ", unique: 1.0", ", unique: true, background: true, ns: 'a.b'",
            ", unique: true, sparse: false, hidden: false" })
    void it_stands_as_the_server_lists_it(String options) {
        assertThat(UNIQUE.stands(listing(ID, unique(options)))).isTrue();
        assertThat(UNIQUE.conflict(listing(ID, unique(options)))).isEmpty();
    }

    @Test
    void numbers_of_the_key_may_be_of_any_type() {
        assertThat(UNIQUE.stands(listing("{key: {sessionId: 1.0, eventId: {$numberLong: '1'}}, unique: true,"
                + " name: 'sessionId_1_eventId_1'}"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", ", unique: false", ", unique: true, sparse: true", ", unique: true, hidden: true",
            ", unique: true, partialFilterExpression: {a: 1}", ", unique: true, collation: {locale: 'en', strength: 2}" })
    void one_that_would_not_do_its_work_is_a_conflict_that_is_named(String options) {
        IndexListing listing = listing(ID, unique(options));
        assertThat(UNIQUE.stands(listing)).isFalse();
        assertThat(UNIQUE.conflict(listing).orElseThrow()).contains("'events'", "sessionId_1_eventId_1",
                "unique with collation simple", "Drop that index by hand");
    }

    @Test
    void another_key_or_order_under_its_name_is_a_conflict() {
        assertThat(UNIQUE.conflict(listing("{key: {eventId: 1, sessionId: 1}, name: 'sessionId_1_eventId_1', unique: true}")))
                .isPresent();
        assertThat(UNIQUE.conflict(listing("{key: {sessionId: 'hashed'}, name: 'sessionId_1_eventId_1', unique: true}")))
                .isPresent();
    }

    @Test
    void beside_it_only_a_unique_one_with_another_collation_does_harm() {
        String beside = "{key: {sessionId: 1, eventId: 1}, name: 'mine'";
        assertThat(UNIQUE.conflict(listing(unique(", unique: true"), beside + ", unique: true, collation: {locale: 'en'}}")))
                .isPresent();
        assertThat(UNIQUE.conflict(listing(unique(", unique: true"), beside + ", collation: {locale: 'en'}}"))).isEmpty();
        assertThat(UNIQUE.stands(listing(unique(", unique: true"), beside + ", collation: {locale: 'en'}}"))).isTrue();
    }

    @Test
    void one_that_is_being_made_does_not_stand() {
        IndexListing listing = new IndexListing("events", listing(ID).ready(), Set.of("sessionId_1_eventId_1"));
        assertThat(UNIQUE.stands(listing)).isFalse();
        assertThat(UNIQUE.isBeingMade(listing)).isTrue();
        assertThat(UNIQUE.conflict(listing)).isEmpty();
    }

    @Test
    void a_collection_with_a_collation_of_its_own_is_refused() {
        IndexListing listing = listing("{key: {_id: 1}, name: '_id_', collation: {locale: 'de', strength: 2}}",
                unique(", unique: true"));
        assertThat(listing.foreignCollation().orElseThrow()).contains("'events'", "(de)", "Copy its documents");
        assertThat(listing(ID, unique(", unique: true")).foreignCollation()).isEmpty();
    }
}
