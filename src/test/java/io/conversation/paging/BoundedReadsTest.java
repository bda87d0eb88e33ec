package io.conversation.paging;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.bson.BsonDocument;
import org.bson.BsonString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.mongodb.client.MongoClient;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.RawHttp;
import io.conversation.database.DatabaseConfig;
import io.conversation.fault.Waiting;
import io.conversation.problem.FailingOnDemand;
import io.quarkus.test.junit.QuarkusTest;

/**
 * A read takes no more from the database than it asks for. Each command tells the server how long it may work for it: it
 * stops by itself when nobody waits any more. And no read leaves a cursor open, whatever becomes of its request: it would
 * stay for half an hour.
 */
@QuarkusTest
class BoundedReadsTest {

    private static final int EVENTS = 1100;
    private static final int SESSIONS = 210;
    private static final Set<String> READS = Set.of("find", "aggregate", "count", "getMore");

    private final ConversationClient client = new ConversationClient();
    private final String id = Fresh.id("bounded");

    @Inject
    MongoClient database;

    @Inject
    DatabaseConfig config;

    @ParameterizedTest
    @ValueSource(strings = { "/sessions?limit=3", "/sessions?limit=3&language=qab&status=active", "/sessions/{id}?count=true",
            "/sessions/{id}/events?limit=500", "/sessions/{id}/events/e7", "/sessions/export?language=qab" })
    void the_server_stops_when_the_deadline_is_over(String path) {
        storeMany();
        assertBounded(SentCommands.during(() -> client.get(path.replace("{id}", id)).expect(200)));
    }

    @Test
    void so_it_does_for_all_events_of_a_session() {
        storeMany();
        List<BsonDocument> sent = SentCommands.during(() -> assertThat(client.streamed(id, "")).hasSize(EVENTS));
        assertBounded(sent);
        assertThat(sent.stream().filter(command -> command.containsKey("sort")).map(BsonDocument::toJson)
                .filter(query -> query.contains('"' + id + '"'))).as("a query for each 500").hasSize(3);
    }

    @Test
    void a_page_ends_where_the_first_answer_of_the_database_does_and_the_next_goes_on() {
        String session = client.createFresh("large");
        for (int i = 0; i < 20; i++) {
            client.append(session, newEvent("e" + i, "2026-01-01T00:00:%02dZ".formatted(i))
                    .set("payload", Json.object("text", "x".repeat(900_000)))).expectCreated();
        }
        long before = openCursors();
        assertBounded(SentCommands.during(() -> assertThat(Json.texts(client.allEvents(session, "?limit=50"), "eventId"))
                .isEqualTo(IntStream.range(0, 20).mapToObj(i -> "e" + i).toList())));
        assertThat(client.events(session, "?limit=50").json().get("events")).hasSize(18);
        assertThat(openCursors()).isEqualTo(before);
    }

    private void assertBounded(List<BsonDocument> sent) {
        assertThat(reads(sent)).isNotEmpty();
        for (BsonDocument command : reads(sent)) {
            // Of its own it may have none: the server takes that of the query, which here always suffices for one answer.
            assertThat(command.getFirstKey()).isNotEqualTo("getMore");
            assertThat(command).containsKey("maxTimeMS");
            assertThat(command.getNumber("maxTimeMS").longValue()).as(command.toJson())
                    .isBetween(1L, config.timeout().toMillis());
        }
    }

    private static List<BsonDocument> reads(List<BsonDocument> sent) {
        return sent.stream().filter(command -> READS.contains(command.getFirstKey()))
                // Of a change stream, where there is one.
                .filter(command -> !command.containsValue(new BsonString("$cmd.aggregate"))).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = { "/sessions/{id}/events", "/sessions/export?language=qab" })
    void head_opens_nothing(String path) {
        storeMany();
        long before = openCursors();
        ConversationClient ndjson = client.with("Accept", "application/x-ndjson");
        for (int i = 0; i < 3; i++) {
            assertThat(ndjson.send("HEAD", path.replace("{id}", id), null, null).expect(200).contentType())
                    .isEqualTo("application/x-ndjson");
        }
        assertThat(openCursors()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/sessions/{id}/events", "/sessions/export?language=qab" })
    void a_client_that_goes_leaves_nothing_open(String path) throws Exception {
        storeMany();
        long before = openCursors();
        for (int i = 0; i < 3; i++) {
            RawHttp.abandon("GET " + path.replace("{id}", id) + " HTTP/1.1\nAccept: application/x-ndjson");
        }
        Waiting.until("what was opened is closed", () -> openCursors() == before);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/sessions/{id}/events", "/sessions/export?language=qab" })
    void an_answer_that_fails_before_it_begins_leaves_nothing_open(String path) {
        storeMany();
        long before = openCursors();
        client.with("Accept", "application/x-ndjson").with(FailingOnDemand.HEADER, FailingOnDemand.AFTERWARDS)
                .get(path.replace("{id}", id)).expectProblem(500, "internal-error");
        assertThat(openCursors()).isEqualTo(before);
    }

    @Test
    void nor_does_a_live_stream_that_fails_before_it_begins_stay_a_follower() throws Exception {
        String session = client.createFresh("unbegun");
        client.with(FailingOnDemand.HEADER, FailingOnDemand.AFTERWARDS).get("/sessions/" + session + "/events/stream")
                .expect(500);
        Waiting.until("nobody follows", () -> client.get("/q/metrics").text().contains("conversation_followers 0.0"));
    }

    /** More than any answer of the database has: events in one session, and sessions of its language. */
    private void storeMany() {
        StringBuilder lines = new StringBuilder();
        IntStream.range(0, SESSIONS).forEach(i -> lines.append(newSession(id + i).put("language", "qab")).append('\n'));
        lines.append(newSession(id).put("language", "qab").set("events",
                Json.array(IntStream.range(0, EVENTS).mapToObj(i -> newEvent("e" + i)).toList())).toString());
        client.imported(lines);
    }

    private long openCursors() {
        BsonDocument status = database.getDatabase("admin").runCommand(BsonDocument.parse("{serverStatus: 1}"),
                BsonDocument.class);
        return status.getDocument("metrics").getDocument("cursor").getDocument("open").getNumber("total").longValue();
    }
}
