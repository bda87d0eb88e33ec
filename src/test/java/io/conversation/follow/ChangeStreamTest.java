package io.conversation.follow;

import static io.conversation.ConversationClient.newEvent;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.embedded.EmbeddedReplicaSet;
import io.conversation.embedded.PlannedAnswer.NothingFound;
import io.conversation.fault.Waiting;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/**
 * All of {@link FollowTest} fed by a change stream, and what can happen to one; on the replica set that
 * {@code QUARKUS_MONGODB_CONNECTION_STRING} names, or else on an embedded one that knows what MongoDB documents.
 */
@QuarkusTest
@TestProfile(ReplicaSetDatabase.Profile.class)
class ChangeStreamTest extends FollowTest {

    private final ConversationClient client = new ConversationClient();

    ReplicaSetDatabase database;

    @AfterEach
    void mend() {
        database.proxy().forward();
        client.awaitReady();
    }

    @Test
    void what_a_majority_had_not_when_the_stream_began_is_told_when_it_has() {
        EmbeddedReplicaSet members = database.members();
        String session = client.createFresh("late-majority");
        members.holdMajority(true);
        client.append(session, newEvent("late")).expectCreated();
        database.answer("find", "events", new NothingFound("majority"));
        try (EventStream stream = follow(session, null)) {
            assertThat(stream.await(1)).containsExactly("late");
        } finally {
            members.holdMajority(false);
            database.answerAsUsual();
        }
    }

    @Test
    void one_change_stream_feeds_all_followers_of_all_sessions() throws Exception {
        List<EventStream> streams = new ArrayList<>();
        List<String> sessions = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            sessions.add(client.createFresh("one-for-all"));
        }
        try (EventStream first = follow(sessions.getFirst(), null)) {
            client.append(sessions.getFirst(), newEvent("first")).expectCreated();
            first.await(1);
            awaitLookout();
            long before = database.streamsOpened();
            for (int i = 0; i < 50; i++) {
                streams.add(follow(sessions.get(i % 5), null));
            }
            for (String session : sessions) {
                client.append(session, newEvent("next")).expectCreated();
            }
            for (int i = 0; i < 50; i++) {
                assertThat(streams.get(i).await(i % 5 == 0 ? 2 : 1)).endsWith("next");
            }
            assertThat(database.streamsOpened()).isEqualTo(before);
            assertThat(before).isPositive();
        } finally {
            streams.forEach(EventStream::close);
        }
    }

    @Test
    void a_change_stream_that_is_cut_is_resumed_and_nothing_is_missed_or_doubled() throws Exception {
        isResumedAfter("cut", () -> database.proxy().cutNext("getMore", 1));
    }

    @Test
    void a_change_stream_that_loses_an_answer_is_resumed_before_it() throws Exception {
        isResumedAfter("lost-answer", database::loseNextChanges);
    }

    private void isResumedAfter(String name, Runnable fault) throws Exception {
        String session = client.createFresh(name);
        try (EventStream stream = follow(session, null)) {
            append(session, "first");
            stream.await(1);
            awaitLookout();
            long before = database.streamsOpened();
            for (int i = 0; i < 10; i++) {
                fault.run();
                appendAtLast(session, "next-" + i);
            }
            assertThat(stream.await(11)).hasSize(11).doesNotHaveDuplicates();
            assertThat(database.streamsOpened()).as("opened or resumed").isGreaterThan(before);
        }
    }

    /** Returns when a change stream is open and being asked for those who follow by now. */
    private void awaitLookout() throws Exception {
        database.assumeChangeStreams();
        long before = database.proxy().seen("getMore");
        Waiting.until("the change stream is open", () -> database.proxy().seen("getMore") > before);
    }

    @Test
    void what_was_stored_while_the_database_was_out_of_reach_is_told_when_it_is_back() {
        String session = client.createFresh("outage");
        try (EventStream stream = follow(session, null)) {
            append(session, "first");
            stream.await(1);
            database.proxy().away();
            storeCopy(session, "first", "stored-meanwhile");
            // For so long that the driver has given up to resume, and the service has to.
            for (int i = 0; i < 2; i++) {
                client.append(session, newEvent("refused")).expectProblem(503, "unavailable");
            }
            database.proxy().forward();

            assertThat(stream.await(2)).containsExactly("first", "stored-meanwhile");
        }
    }

    @Test
    void a_token_that_is_too_old_sends_everybody_back_to_the_collection() {
        String session = client.createFresh("history");
        try (EventStream stream = follow(session, null)) {
            append(session, "first");
            stream.await(1);
            database.proxy().away();
            storeCopy(session, "first", "stored-meanwhile");
            database.members().loseHistory();
            long before = database.streamsOpened();
            database.proxy().forward();

            assertThat(stream.await(2)).containsExactly("first", "stored-meanwhile");
            appendAtLast(session, "last");
            assertThat(stream.await(3)).containsExactly("first", "stored-meanwhile", "last");
            assertThat(database.streamsOpened()).isGreaterThan(before);
        }
    }

    @Test
    void after_the_database_was_dropped_events_come_again_and_each_is_stored_once() throws Exception {
        String session = client.createFresh("dropped");
        try (EventStream stream = follow(session, null)) {
            append(session, "first");
            stream.await(1);
            awaitLookout();
            try (MongoClient direct = direct()) {
                direct.getDatabase(ReplicaSetDatabase.DATABASE).drop();
                Waiting.until("the indexes are there again", () -> direct.getDatabase(ReplicaSetDatabase.DATABASE)
                        .getCollection("events").listIndexes().into(new ArrayList<>()).stream()
                        .anyMatch(index -> index.getBoolean("unique", false)));
            }
            stream.awaitClosed();
        }
        client.untilAvailable(() -> client.create(ConversationClient.newSession(session)));
        try (EventStream stream = follow(session, null)) {
            appendAtLast(session, "again");
            assertThat(stream.await(1)).containsExactly("again");
            append(session, "and-again");
            assertThat(stream.await(2)).containsExactly("again", "and-again");
        }
    }

    @Test
    void a_stream_that_the_server_has_ended_is_opened_anew_and_nothing_is_missed() throws Exception {
        String session = client.createFresh("ended-by-the-server");
        try (EventStream stream = follow(session, null)) {
            append(session, "first");
            stream.await(1);
            awaitLookout();
            database.members().endStreams();
            append(session, "second");
            assertThat(stream.await(2)).containsExactly("first", "second");
        }
    }

    @Test
    void an_event_that_another_pod_stores_is_told() {
        String session = client.createFresh("another-pod");
        try (EventStream stream = follow(session, null)) {
            append(session, "here");
            stream.await(1);
            storeCopy(session, "here", "there");
            assertThat(stream.await(2)).containsExactly("here", "there");
        }
    }

    /** After a cut the driver suspects all connections to that server: a write just then may be refused, and is repeated. */
    private void appendAtLast(String session, String eventId) {
        Answer answer = client.untilAvailable(() -> client.append(session, newEvent(eventId)));
        assertThat(answer.status()).isIn(200, 201);
    }

    private MongoClient direct() {
        return MongoClients.create(database.connectionString());
    }

    /** Past the service and its proxy, as another pod does. */
    private void storeCopy(String session, String eventId, String copyId) {
        try (MongoClient direct = direct()) {
            MongoCollection<Document> events = direct.getDatabase(ReplicaSetDatabase.DATABASE).getCollection("events");
            Document copy = events.find(new Document("sessionId", session).append("eventId", eventId)).first();
            events.insertOne(copy.append("_id", new ObjectId()).append("eventId", copyId));
        }
    }
}
