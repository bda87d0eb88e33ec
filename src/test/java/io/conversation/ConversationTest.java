package io.conversation;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.junit.QuarkusTest;

/** A conversation from its start to its end; the packaged program runs the same. */
@QuarkusTest
class ConversationTest {

    private final ConversationClient client = new ConversationClient();

    @Test
    void a_conversation_is_created_filled_read_and_completed() {
        String id = client.createFresh("call");
        client.append(id, newEvent("turn-1", "2026-01-01T00:00:01Z")).expectCreated();
        client.append(id, newEvent("turn-2", "2026-01-01T00:00:02Z")).expectCreated();
        client.append(id, newEvent("turn-1", "2026-01-01T00:00:01Z")).expectReplayed();

        assertThat(Json.texts(client.allEvents(id, "?limit=1"), "eventId")).containsExactly("turn-1", "turn-2");
        assertThat(Json.texts(client.streamed(id, ""), "eventId")).containsExactly("turn-1", "turn-2");
        assertThat(client.event(id, "turn-2").expect(200).field("timestamp")).isEqualTo("2026-01-01T00:00:02.000Z");

        assertThat(client.storedSession(id).get("status").asText()).isEqualTo("active");
        assertThat(client.complete(id).expect(200).field("status")).isEqualTo("completed");
        client.complete(id).expectReplayed();
        assertThat(client.append(id, newEvent("turn-3")).expectCreated().json().get("late").asBoolean()).isTrue();
    }

    @Test
    void a_session_comes_back_in_the_list_and_the_export() {
        String id = Fresh.id("call");
        client.create(newSession(id).put("startedAt", "2031-05-05T00:00:00Z")).expectCreated();
        client.append(id, newEvent("turn-1")).expectCreated();
        String when = "?startedFrom=2031-05-05T00:00:00Z&startedTo=2031-05-05T00:00:01Z";
        assertThat(Json.texts(client.list(when).expect(200).json().get("sessions"), "sessionId")).contains(id);
        assertThat(Json.texts(Json.lines(client.export(when)), "sessionId")).contains(id);
    }

    @Test
    void an_import_stores_whole_conversations_and_says_so() {
        String id = Fresh.id("call");
        JsonNode line = newSession(id).put("status", "failed").put("endedAt", "2026-01-01T00:01:00Z")
                .set("events", Json.array(List.of(newEvent("turn-1"), newEvent("turn-2"))));
        JsonNode first = client.imported(line + "\n").getFirst();
        assertThat(first.toString()).isEqualTo("{\"line\":1,\"sessionId\":\"" + id
                + "\",\"session\":\"created\",\"created\":2,\"replayed\":0,\"failed\":0}");
        JsonNode again = client.imported(line + "\n").getFirst();
        assertThat(again.get("session").asText()).isEqualTo("replayed");
        assertThat(again.get("replayed").asInt()).isEqualTo(2);
        assertThat(client.storedSession(id).get("status").asText()).isEqualTo("failed");
    }

    @Test
    void errors_are_problem_documents() {
        client.get("/nowhere").expectProblem(404, "not-found");
        client.session("unknown", "").expectProblem(404, "session-not-found");
        client.create("{").expectProblem(400, "malformed-request");
        client.create("{}").expectViolations("sessionId", "language");
        client.send("PUT", "/sessions", null, null).expectProblem(405, "method-not-allowed");
        client.send("POST", "/sessions", "text/plain", "x").expectProblem(415, "unsupported-media-type");
    }

    @Test
    void the_service_is_live_and_soon_ready() {
        assertThat(client.get("/q/health/live").expect(200).field("status")).isEqualTo("UP");
        assertThat(client.awaitReady().field("status")).isEqualTo("UP");
    }

    @Test
    void a_batch_has_an_outcome_for_each_event() {
        String id = client.createFresh("call");
        client.append(id, newEvent("turn-1")).expectCreated();
        JsonNode result = client.appendAll(id, Json.array(List.of(newEvent("turn-1"), newEvent("turn-2"), newEvent("."))))
                .expect(207)
                .json();
        assertThat(Json.texts(result.get("results"), "status")).containsExactly("200", "201", "400");
    }

    @Test
    void json_comes_back_as_it_was_sent() {
        String metadata = "{\"z\":1,\"a.b\":{\"$c\":[9007199254740993,-0.0,1.5E300,null,true]},\"\":\"\uD83C\uDF75\\u0000\"}";
        String id = Fresh.id("call");
        client.create("{\"sessionId\":\"" + id + "\",\"language\":\"en\",\"metadata\":" + metadata + "}").expectCreated();
        assertThat(client.session(id, "").expect(200).text()).contains("\"metadata\":" + metadata + "}");
    }

    @Test
    void a_strict_client_is_told_of_a_conflict_and_a_wrong_cursor_is_refused() {
        String id = client.createFresh("call");
        client.strict().create(newSession(id).put("language", "de")).expectProblem(409, "session-conflict");
        client.events(id, "?cursor=x").expectProblem(400, "invalid-cursor");
    }

    @Test
    void a_path_that_is_no_uri_is_told_why() {
        RawHttp.get("/sessions/%zz").expectProblem(400, "malformed-request");
        RawHttp.get("/sessions/a|b").expectProblem(404, "session-not-found");
    }
}
