package io.conversation.database;

import static io.conversation.ConversationClient.newEvent;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import jakarta.inject.Inject;

import org.bson.Document;
import org.junit.jupiter.api.Test;

import com.mongodb.client.model.Filters;

import io.conversation.fault.Waiting;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** An index that is dropped past the service is missed, made anew, and not written without. */
@QuarkusTest
@TestProfile(LookedAtDatabase.Profile.class)
class DroppedIndexesTest extends LookedAt {

    @Inject
    IndexInitializer indexes;

    @Test
    void a_unique_index_that_was_dropped_is_made_anew_and_nothing_is_written_meanwhile() throws Exception {
        String session = client.createFresh("dropped");
        HeldCommands.hold("createIndexes", "events");
        stored("events").dropIndex(EVENTS_INDEX);

        awaitDown("are being made");
        assertWritesAreRefusedAtOnce();
        assertThat(client.append(session, newEvent("e")).status()).isEqualTo(503);
        assertThat(client.get("/sessions/" + session).status()).as("reading goes on").isEqualTo(200);

        HeldCommands.letGo();
        awaitIndex("events", EVENTS_INDEX);
        client.untilAvailable(() -> client.append(session, newEvent("e"))).expectCreated();
    }

    @Test
    void a_look_that_fails_closes_nothing() throws Exception {
        long looks = database.server().heard("listIndexes");
        database.server().refuse("listIndexes", 189, "PrimarySteppedDown", "Primary stepped down while waiting");
        Waiting.until("it was looked", () -> database.server().heard("listIndexes") > looks + 5);
        assertThat(ready().status()).isEqualTo(200);
        client.createFresh("unlooked");

        database.server().refuse("listIndexes", 13, "Unauthorized", "not authorized on looked-at");
        Waiting.until("it is told", () -> told().contains("not authorized on looked-at"));
        assertThat(ready().status()).isEqualTo(200);
        client.createFresh("unlooked");
    }

    @Test
    void a_sign_is_followed_at_once() throws Exception {
        long looks = database.server().heard("listIndexes");
        indexes.lookAgain();
        Waiting.until("it was looked", () -> database.server().heard("listIndexes") > looks);
    }

    @Test
    void a_failed_assertion_of_the_driver_ends_nothing() throws Exception {
        HeldCommands.failNext("buildInfo");
        Waiting.until("it has failed", HeldCommands::hasFailed);
        stored("events").dropIndex(EVENTS_INDEX);
        awaitIndex("events", EVENTS_INDEX);
    }

    @Test
    void duplicates_are_told_of_until_they_are_removed() throws Exception {
        String session = client.createFresh("twice");
        HeldCommands.hold("createIndexes", "events");
        stored("events").dropIndex(EVENTS_INDEX);
        stored("events").insertMany(List.of(new Document("sessionId", session).append("eventId", "twice"),
                new Document("sessionId", session).append("eventId", "twice")));
        HeldCommands.letGo();

        awaitDown("has duplicates", "twice", "Remove the duplicates by hand");
        assertWritesAreRefusedAtOnce();
        assertThat(client.get("/q/metrics").text()).contains("conversation_writes_open 0.0");
        stored("events").deleteOne(Filters.eq("sessionId", session));
        awaitReady();
        assertThat(client.get("/q/metrics").text()).contains("conversation_writes_open 1.0");
        stored("events").deleteMany(Filters.eq("sessionId", session));
    }

    @Test
    void another_index_in_the_place_of_a_unique_one_is_named_and_left_alone() throws Exception {
        HeldCommands.hold("createIndexes", "events");
        stored("events").dropIndex(EVENTS_INDEX);
        stored("events").createIndex(Document.parse("{sessionId: 1, eventId: 1}"));
        HeldCommands.letGo();

        awaitDown("other options", EVENTS_INDEX, "Drop that index by hand");
        assertWritesAreRefusedAtOnce();
        assertThat(indexNames("events")).contains(EVENTS_INDEX);
        stored("events").dropIndex(EVENTS_INDEX);
        awaitReady();
    }
}
