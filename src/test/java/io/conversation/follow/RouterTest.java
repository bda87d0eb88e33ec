package io.conversation.follow;

import static io.conversation.ConversationClient.newEvent;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.fault.Waiting;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/**
 * Behind a mongos, whose change streams wait for word from every shard: the one that the environment names, or an embedded one
 * that says it is a mongos, and tells each change as late as there.
 */
@QuarkusTest
@TestProfile(ReplicaSetDatabase.RouterProfile.class)
class RouterTest {

    private final ConversationClient client = new ConversationClient();

    @TestHTTPResource
    String base;

    ReplicaSetDatabase database;

    private EventStream follow(String session) {
        return EventStream.of(base.replaceAll("/$", ""), session, null);
    }

    private void append(String session, String eventId) {
        client.append(session, newEvent(eventId)).expectCreated();
    }

    @Test
    void events_and_the_end_come_within_half_a_second_whatever_other_shards_do() {
        database.assumeRouter();
        String session = client.createFresh("router");
        long before = database.proxy().seen("aggregate");
        try (EventStream stream = follow(session)) {
            append(session, "first");
            stream.await(1);
            assertThat(Latencies.median(21, i -> {
                append(session, "e" + i);
                stream.await(i + 2);
            })).isLessThan(Duration.ofMillis(500));
            client.complete(session).expect(200);
            stream.awaitEnd();
            assertThat(stream.eventIds()).hasSize(22).doesNotHaveDuplicates();
        }
        assertThat(database.proxy().seen("aggregate")).as("change streams asked for").isEqualTo(before);
    }

    @Test
    void followers_read_the_primary_wherever_other_reads_go() {
        String session = client.createFresh("primary");
        append(session, "first");
        try (EventStream stream = follow(session)) {
            stream.await(1);
            append(session, "second");
            stream.await(2);
            client.with("Last-Event-ID", stream.lastId()).send("HEAD", "/sessions/" + session + "/events/stream", null, null)
                    .expect(200);
            assertThat(SentReads.elsewhere(session)).isEmpty();
        }
        client.session(session, "").expect(200);
        assertThat(SentReads.elsewhere(session)).as("what others read").isNotEmpty();
        client.get("/sessions/" + Fresh.id("nobody") + "/events/stream").expectProblem(404, "session-not-found");
    }

    @Test
    void what_was_seen_is_not_read_again_however_often_it_is_looked_for() throws Exception {
        database.assumeRouter();
        String session = client.createFresh("seen");
        List<ObjectNode> events = IntStream.range(0, 1000).mapToObj(i -> newEvent("e" + i)).toList();
        try (EventStream stream = follow(session)) {
            append(session, "first");
            stream.await(1);
            client.appendAll(session, Json.array(events)).expect(207);
            stream.await(1001);
            long looks = SentReads.entries(session);
            Waiting.until("it was looked once more", () -> SentReads.entries(session) > looks + 1);
            long whole = SentReads.whole(session);
            Waiting.until("it was looked again and again", () -> SentReads.entries(session) > looks + 6);
            assertThat(SentReads.whole(session)).isEqualTo(whole);
            assertThat(stream.eventIds()).doesNotHaveDuplicates();
        }
    }

    @Test
    void events_come_while_the_index_that_is_looked_into_is_being_built() {
        String session = client.createFresh("building");
        database.members().refuseHints(true);
        String position;
        try (EventStream stream = follow(session)) {
            append(session, "first");
            stream.await(1);
            append(session, "second");
            assertThat(stream.await(2)).containsExactly("first", "second");
            position = stream.lastId();
        }
        try (EventStream stream = EventStream.of(base.replaceAll("/$", ""), session, position)) {
            append(session, "third");
            assertThat(stream.await(1)).containsExactly("third");
        } finally {
            database.members().refuseHints(false);
        }
    }

    @Test
    void nothing_is_missed_when_the_database_becomes_another_kind_of_database() {
        String session = client.createFresh("seam");
        List<String> appended = new ArrayList<>();
        long streams = database.members().streamsOpened();
        try (EventStream stream = follow(session)) {
            // The second one is told when what there was to read at the beginning has been read.
            for (int i = 1; i <= 2; i++) {
                append(1, session, appended);
                stream.await(i);
            }
            for (boolean router : new boolean[] { false, true }) {
                become(router, session);
                append(20, session, appended);
                assertThat(stream.await(appended.size())).containsExactlyInAnyOrderElementsOf(appended);
                assertThat(database.members().streamsOpened() - streams).as("change streams, of the replica set").isEqualTo(1);
            }
        }
    }

    private void append(int events, String session, List<String> appended) {
        for (int i = 0; i < events; i++) {
            String id = "e" + appended.size();
            appended.add(id);
            assertThat(client.untilAvailable(() -> client.append(session, newEvent(id))).status()).isIn(200, 201);
        }
    }

    /** Another kind of database is at the place of the one that went away. */
    private void become(boolean router, String session) {
        database.proxy().away();
        database.members().actAsRouter(router);
        database.members().holdChanges(router ? ReplicaSetDatabase.IDLE_SHARD : Duration.ZERO);
        // For so long that the driver has given up, and the service has to look what is there.
        for (int i = 0; i < 2; i++) {
            client.append(session, newEvent("refused")).expectProblem(503, "unavailable");
        }
        database.proxy().forward();
    }
}
