package io.conversation.telemetry;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.jboss.logmanager.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.Logged;
import io.conversation.problem.FailingOnDemand;
import io.quarkus.test.junit.QuarkusTest;

/** The log as production writes it: ids are fields of their own, and what people said is nowhere. */
@QuarkusTest
class JsonLogTest {

    private static final String SECRET = "s3cr3t" + Fresh.id("").replace("-", "");
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final ConversationClient client = new ConversationClient().with("traceparent",
            "00-" + TRACE + "-00f067aa0ba902b7-01");
    private final String session = Fresh.id("call");
    private Logged logged;

    @BeforeEach
    void listen() {
        client.awaitReady();
        logged = Logged.everythingFrom(Level.INFO);
    }

    @AfterEach
    void what_was_said_is_nowhere() {
        logged.close();
        assertThat(logged.json()).allSatisfy(entry -> assertThat(entry.toString()).doesNotContain(SECRET));
    }

    private static JsonNode said() {
        return Json.object("text", SECRET, SECRET, 1);
    }

    private JsonNode entry(String message) {
        List<JsonNode> entries = logged.json().stream().filter(entry -> entry.path("message").asText().contains(message))
                .toList();
        assertThat(entries).as("%s", message).hasSize(1);
        return entries.getFirst();
    }

    private static void assertFields(JsonNode entry, String sessionId, String eventId, String trace) {
        assertThat(entry.at("/mdc/sessionId").asText(null)).isEqualTo(sessionId);
        assertThat(entry.at("/mdc/eventId").asText(null)).isEqualTo(eventId);
        assertThat(entry.at("/mdc/traceId").asText(null)).isEqualTo(trace);
    }

    @Test
    void a_creation_that_differs() {
        client.create(newSession(session).set("metadata", said())).expectCreated();
        client.create(newSession(session).set("metadata", Json.object("other", SECRET))).expectReplayed();
        JsonNode entry = entry("Ignored a repeat for session '" + session + "'");
        assertFields(entry, session, null, TRACE);
        assertThat(entry.get("level").asText()).isEqualTo("WARN");
    }

    @Test
    void an_event_that_differs_alone_and_in_a_batch() {
        client.create(newSession(session)).expectCreated();
        client.append(session, newEvent("turn-1").set("payload", said())).expectCreated();
        client.append(session, newEvent("turn-1").set("payload", Json.object("text", SECRET))).expectReplayed();
        assertFields(entry("Ignored a repeat of event 'turn-1'"), session, "turn-1", TRACE);

        client.append(session, newEvent("turn-2").set("payload", said())).expectCreated();
        client.appendAll(session, "[" + newEvent("turn-3").set("payload", said()) + "," + newEvent("turn-2") + "]").expect(207);
        assertFields(entry("Ignored a repeat of event 'turn-2'"), session, "turn-2", TRACE);
    }

    @Test
    void an_imported_event_that_differs() {
        String line = newSession(session).set("events", Json.parse("[" + newEvent("turn-1").set("payload", said()) + "]"))
                .toString();
        client.imported(line);
        client.imported(line.replace("\"text\"", "\"word\""));
        assertFields(entry("Ignored a repeat of event 'turn-1'"), session, "turn-1", null);
    }

    @Test
    void a_defect_of_the_service() {
        client.with(FailingOnDemand.HEADER, "cause").append(session, newEvent("turn-1").set("payload", said()))
                .expectProblem(500, "internal-error");
        JsonNode entry = entry("Unexpected failure");
        assertFields(entry, session, null, TRACE);
        assertThat(entry.get("stackTrace").asText()).contains("IllegalArgumentException");

        String trace = new ConversationClient().with(FailingOnDemand.HEADER, "exception").event(session, "turn-7")
                .expectProblem(500, "internal-error").field("traceId");
        assertFields(entry(trace), session, "turn-7", trace);
    }

    @Test
    void what_is_refused() {
        String path = "/sessions/" + session + "/events";
        client.send("POST", path, "application/json", "{\"eventId\":\"a\",\"payload\":{\"text\":\"" + SECRET).expect(400);
        client.send("POST", path, "application/json", newEvent("a").put("type", SECRET).toString()).expect(400);
        client.create(newSession(session).put(SECRET, SECRET)).expect(400);
        client.list("?metadata." + SECRET + "=" + SECRET).expect(400);
        client.get("/sessions/" + SECRET + "%20/events").expect(404);
    }
}
