package io.conversation.database;

import static io.conversation.ConversationClient.newEvent;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.conversation.fault.Waiting;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Indexes that take their time: held on their way to the embedded database, which makes them at once. */
@QuarkusTest
@TestProfile(LookedAtDatabase.Profile.class)
class LongIndexBuildTest extends LookedAt {

    private static final String ARRIVAL_INDEX = "sessionId_1__id_1";
    private static final String PROGRESS = """
            {cursor: {id: {$numberLong: "0"}, ns: "admin.$cmd.aggregate", firstBatch: [
              {ns: "looked-at.events", command: {createIndexes: "events"}, msg: "Index Build: scanning collection",
               progress: {done: {$numberLong: "5000"}, total: {$numberLong: "20000"}}},
              {ns: "looked-at.events", command: {createIndexes: "events", $db: "looked-at"}}]}}""";

    @Test
    void its_progress_is_told_and_it_is_left_the_time_it_needs() throws Exception {
        awaitReady();
        database.server().answer("aggregate", PROGRESS);
        HeldCommands.hold("createIndexes", "events");
        stored("events").dropIndex(EVENTS_INDEX);

        awaitDown("being made (" + EVENTS_INDEX + ")", "5000 of 20000 (25 %)");
        long looks = database.server().heard("aggregate");
        Waiting.until("it was looked at for long", () -> database.server().heard("aggregate") > looks + 20);
        assertThat(HeldCommands.count()).as("it was asked for once").isEqualTo(1);
        assertWritesAreRefusedAtOnce();
    }

    @Test
    void where_progress_may_not_be_seen_the_listing_shows_that_it_is_under_way() throws Exception {
        awaitReady();
        database.server().refuse("aggregate", 13, "Unauthorized", "not authorized on admin to execute command aggregate");
        HeldCommands.hold("createIndexes", "events");
        stored("events").dropIndex(EVENTS_INDEX);
        database.server().answer("listIndexes", """
                {cursor: {id: {$numberLong: "0"}, ns: "looked-at.events", firstBatch: [
                  {key: {_id: 1}, name: "_id_"}, {key: {sessionId: 1}, name: "sessionId_1", unique: true},
                  {spec: {key: {sessionId: 1, eventId: 1}, name: "sessionId_1_eventId_1", unique: true}, buildUUID: "b"}]}}""");

        awaitDown("being made (" + EVENTS_INDEX + ")", "s so far.");
        long looks = database.server().heard("listIndexes");
        Waiting.until("it was looked at for long", () -> database.server().heard("listIndexes") > looks + 20);
        assertThat(HeldCommands.count()).as("it was asked for once").isEqualTo(1);
    }

    @Test
    void one_of_which_nothing_is_seen_any_more_is_asked_for_again() throws Exception {
        awaitReady();
        HeldCommands.hold("createIndexes", "events");
        stored("events").dropIndex(EVENTS_INDEX);
        Waiting.until("it was asked for again", () -> HeldCommands.count() > 1);
        HeldCommands.letGo();
        awaitIndex("events", EVENTS_INDEX);
    }

    @Test
    void an_answer_that_is_lost_is_not_waited_for() throws Exception {
        awaitReady();
        HeldCommands.hold("createIndexes", "events");
        stored("events").dropIndex(EVENTS_INDEX);
        awaitDown("are being made");
        stored("events").createIndexes(List.of(CollectionIndexes.unique("sessionId", "eventId")));
        awaitReady();
        assertThat(HeldCommands.count()).as("the first request is still held").isEqualTo(1);
    }

    @Test
    void no_write_waits_for_an_index_that_only_makes_reading_fast() throws Exception {
        String session = client.createFresh("fast");
        database.server().answer("aggregate", PROGRESS);
        HeldCommands.hold("createIndexes", "events");
        stored("events").dropIndex(ARRIVAL_INDEX);

        Waiting.until("it is told of", () -> told().contains("being made (" + ARRIVAL_INDEX + ")"));
        Waiting.until("its progress is told of", () -> told().contains("5000 of 20000 (25 %)"));
        assertThat(ready().status()).isEqualTo(200);
        client.append(session, newEvent("e")).expectCreated();
        HeldCommands.letGo();
        awaitIndex("events", ARRIVAL_INDEX);
    }

    @Test
    void such_an_index_that_is_refused_is_told_of_and_keeps_nobody_from_writing() throws Exception {
        awaitReady();
        database.server().refuse("createIndexes", 67, "CannotCreateIndex", "Too many of them.");
        stored("events").dropIndex(ARRIVAL_INDEX);
        Waiting.until("it is told of", () -> told().contains("Too many of them"));
        assertThat(ready().status()).isEqualTo(200);
        client.createFresh("fast");
    }
}
