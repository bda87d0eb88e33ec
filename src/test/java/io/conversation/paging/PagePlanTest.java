package io.conversation.paging;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import jakarta.inject.Inject;

import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.configuration.CodecRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.database.DatabaseName;
import io.quarkus.test.junit.QuarkusTest;

/**
 * A page, however deep, is a range of an index: no sort, nothing skipped. What the service sends is held against the indexes
 * that it has made, by the rule that MongoDB plans by: fields compared for equality lead the index, those of the sort follow in
 * one direction, and the bound of the range is on the first of these. {@code PageCostTest} asks a real MongoDB.
 */
@QuarkusTest
class PagePlanTest {

    private static final CodecRegistry CODECS = MongoClientSettings.getDefaultCodecRegistry();

    private final ConversationClient client = client();

    /** Whoever asks. */
    ConversationClient client() {
        return new ConversationClient();
    }

    @Inject
    MongoClient database;

    @Inject
    DatabaseName name;

    @ParameterizedTest
    @ValueSource(strings = { "limit=3", "limit=3&order=desc", "limit=3&type=system&type=user_speech",
            "limit=3&from=2026-01-01T00:00:02Z&to=2026-01-02T00:00:00Z", "limit=3&order=desc&to=2026-01-02T00:00:00Z" })
    void a_page_of_events_is_a_range_of_an_index(String query) {
        String session = client.createFresh("plan");
        for (int i = 0; i < 9; i++) {
            client.append(session, newEvent("e" + i, "2026-01-01T00:00:0" + i + "Z")).expectCreated();
        }
        assertPagesAreRanges("/sessions/" + session + "/events?" + query);
    }

    @ParameterizedTest
    @ValueSource(strings = { "limit=3", "limit=3&status=initiated", "limit=3&status=initiated&order=asc",
            "limit=3&language=xx", "limit=3&startedFrom=2020-01-01T00:00:00Z", "limit=3&language=xx&order=asc",
            "limit=3&metadata.caller=ann", "limit=3&language=xx&startedFrom=2020-01-01T00:00:00Z",
            // Of two filters one leads the index, and what it finds is looked at for the other.
            "limit=3&language=xx&status=initiated", "limit=3&metadata.caller=ann&language=xx",
            "limit=3&metadata.caller=ann&status=initiated&order=asc" })
    void a_page_of_sessions_is_a_range_of_an_index(String query) {
        for (int i = 0; i < 9; i++) {
            client.create(newSession(Fresh.id("plan")).put("language", "xx").set("metadata", Json.object("caller", "ann"))
                    .toString()).expectCreated();
        }
        assertPagesAreRanges("/sessions?" + query);
    }

    @ParameterizedTest
    @ValueSource(strings = { "limit=3&endedFrom=2020-01-01T00:00:00Z", "limit=3&endedTo=2099-01-01T00:00:00Z&order=asc",
            "limit=3&endedFrom=2020-01-01T00:00:00Z&endedTo=2099-01-01T00:00:00Z" })
    void a_page_of_sessions_by_their_end_is_a_range_of_an_index(String query) {
        for (int i = 0; i < 9; i++) {
            client.complete(client.createFresh("plan")).expect(200);
        }
        assertPagesAreRanges("/sessions?" + query);
    }

    @Test
    void what_has_arrived_is_a_range_of_an_index_of_each_kind() {
        List<Document> queries = SentCommands.during(() -> client.get("/sessions/export?arrivedFrom=2020-01-01T00:00:00Z"))
                .stream().filter(command -> command.containsKey("find"))
                .map(sent -> CODECS.get(Document.class).decode(sent.asBsonReader(), DecoderContext.builder().build())).toList();
        List<Document> inOrder = queries.stream().filter(query -> query.containsKey("sort")).toList();
        assertThat(inOrder.stream().map(query -> query.getString("find") + query.get("sort", Document.class).toJson()))
                .contains("sessions{\"_id\": 1}", "events{\"_id\": 1}", "sessions{\"endedId\": 1}");
        assertThat(inOrder).allSatisfy(query -> assertThat(serves(indexes(query.getString("find")), filter(query).toJson(),
                query.get("sort", Document.class).toJson())).as(query.toJson()).isTrue());
        assertThat(queries).as("all others are of one session").allSatisfy(
                query -> assertThat(inOrder.contains(query) || isEquality("sessionId", filter(query))).as(query.toJson())
                        .isTrue());
    }

    @Test
    void a_query_that_would_have_to_sort_is_noticed() {
        List<Document> indexes = List.of(Document.parse("{sessionId: 1, timestamp: 1, _id: 1}"));
        assertThat(serves(indexes, "{sessionId: 'a', timestamp: {$gte: 1}}", "{timestamp: 1, _id: 1}")).isTrue();
        assertThat(serves(indexes, "{sessionId: 'a'}", "{timestamp: -1, _id: -1}")).isTrue();
        assertThat(serves(indexes, "{sessionId: 'a'}", "{timestamp: -1, _id: 1}")).as("two directions").isFalse();
        assertThat(serves(indexes, "{sessionId: 'a'}", "{_id: 1}")).as("a field is left out").isFalse();
        assertThat(serves(indexes, "{sessionId: {$in: ['a', 'b']}}", "{timestamp: 1, _id: 1}")).as("two ranges").isFalse();
        assertThat(serves(indexes, "{}", "{timestamp: 1, _id: 1}")).as("no prefix").isFalse();
        assertThat(serves(List.of(Document.parse("{timestamp: 1, _id: 1}")), "{sessionId: 'a'}", "{timestamp: 1, _id: 1}"))
                .as("all there are, looked at for the filter").isFalse();
        assertThat(startsAtBound(Document.parse("{sessionId: 'a'}"), Document.parse("{timestamp: 1}"))).isFalse();
        assertThat(startsAtBound(Document.parse("{timestamp: {$lte: 1}}"), Document.parse("{timestamp: 1}"))).isFalse();
    }

    private void assertPagesAreRanges(String path) {
        Document first = query(() -> client.get(path).expect(200));
        assertIsRange(first);
        String cursor = client.get(path).expect(200).json().at("/pagination/nextCursor").asText();
        Document deeper = query(() -> client.get(path + "&cursor=" + cursor).expect(200));
        assertIsRange(deeper);
        assertThat(startsAtBound(filter(deeper), deeper.get("sort", Document.class)))
                .as("the scan starts where the last page ended: %s", deeper.toJson()).isTrue();
    }

    private Document query(Runnable request) {
        BsonDocument sentQuery = SentCommands.sortedQuery(request);
        return CODECS.get(Document.class).decode(sentQuery.asBsonReader(),
                DecoderContext.builder().build());
    }

    private void assertIsRange(Document query) {
        assertThat(query).as(query.toJson()).doesNotContainKey("skip");
        assertThat(query.getInteger("limit")).as("one more than the page, to know whether there is another").isEqualTo(4);
        assertThat(serves(indexes(query.getString("find")), filter(query).toJson(), query.get("sort", Document.class).toJson()))
                .as("an index for %s", query.toJson()).isTrue();
    }

    private List<Document> indexes(String collection) {
        return database.getDatabase(name.value()).getCollection(collection).listIndexes()
                .map(index -> index.get("key", Document.class)).into(new ArrayList<>());
    }

    /** All conditions that must hold, those within {@code $and} among them. */
    private static Document filter(Document query) {
        return flat(query.get("filter", Document.class));
    }

    private static Document flat(Document filter) {
        Document flat = new Document();
        filter.forEach((field, condition) -> {
            if (field.equals("$and")) {
                ((List<?>) condition).forEach(each -> flat((Document) each).forEach((name, value) -> merge(flat, name, value)));
            } else {
                merge(flat, field, condition);
            }
        });
        return flat;
    }

    private static void merge(Document into, String field, Object condition) {
        if (into.get(field) instanceof Document one && condition instanceof Document other) {
            Document both = new Document(one);
            both.putAll(other);
            into.put(field, both);
        } else {
            into.put(field, condition);
        }
    }

    /**
     * Whether some index gives what the filter wants, by one of its values at the least, in the order of the sort, as one
     * range.
     */
    private static boolean serves(List<Document> indexes, String filterJson, String sortJson) {
        Document filter = Document.parse(filterJson);
        Document sort = Document.parse(sortJson);
        return indexes.stream().anyMatch(index -> {
            List<String> fields = new ArrayList<>(index.keySet());
            Set<String> equal = new LinkedHashSet<>();
            while (!fields.isEmpty() && isEquality(fields.getFirst(), filter)) {
                equal.add(fields.removeFirst());
            }
            List<String> sorted = List.copyOf(sort.keySet());
            return (!equal.isEmpty() || filter.keySet().stream().noneMatch(name -> isEquality(name, filter)))
                    && fields.size() >= sorted.size() && fields.subList(0, sorted.size()).equals(sorted)
                    && sorted.stream().map(field -> Integer.signum(sort.getInteger(field) * index.getInteger(field))).distinct()
                            .count() == 1;
        });
    }

    private static boolean isEquality(String field, Document filter) {
        return !field.startsWith("$") && filter.containsKey(field) && !(filter.get(field) instanceof Document operators
                && operators.keySet().stream().anyMatch(name -> name.startsWith("$")));
    }

    /** Whether the first field of the sort is bounded on the side where the scan begins. */
    private static boolean startsAtBound(Document filter, Document sort) {
        String first = sort.keySet().iterator().next();
        boolean ascending = sort.getInteger(first) > 0;
        return filter.get(first) instanceof Document bounds
                && (ascending ? bounds.containsKey("$gte") || bounds.containsKey("$gt")
                        : bounds.containsKey("$lte") || bounds.containsKey("$lt"));
    }
}
