package io.conversation.event;

import static io.conversation.ConversationClient.newEvent;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Json;
import io.conversation.StoredConversations;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class AppendBatchTest {

    private final ConversationClient client = new ConversationClient();
    private String id;

    @Inject
    StoredConversations stored;

    @BeforeEach
    void aSession() {
        id = client.createFresh("call");
    }

    @Test
    void each_event_of_a_batch_has_its_own_outcome() {
        client.append(id, newEvent("e1")).expectCreated();
        Answer answer = client.appendAll(id,
                Json.array(List.of(newEvent("e0"), newEvent("e1"), newEvent("e2").put("type", "noise"),
                        newEvent("e3"))));
        assertThat(answer.expect(207).json().get("results")).hasSize(4);
        assertThat(answer.text()).startsWith("{\"created\":2,\"replayed\":1,\"failed\":1,\"results\":["
                + "{\"index\":0,\"eventId\":\"e0\",\"status\":201},{\"index\":1,\"eventId\":\"e1\",\"status\":200},{\"index\":2,");
        JsonNode failed = answer.json().get("results").get(2);
        assertThat(failed.get("status").asInt()).isEqualTo(400);
        assertThat(failed.at("/problem/type").asText()).endsWith(":validation-failed");
        assertThat(Json.texts(failed.at("/problem/violations"), "field")).containsExactly("type");
        assertThat(stored.events(id)).isEqualTo(3);
        assertThat(stored.status(id)).isEqualTo("active");
    }

    @Test
    void a_batch_may_come_one_event_a_line() {
        String lines = newEvent("e0") + "\r\n\n" + newEvent("e1") + "\n{\n" + newEvent("e2");
        JsonNode result = client.send("POST", "/sessions/" + id + "/events/batch", "application/x-ndjson", lines).expect(207)
                .json();
        assertThat(Json.texts(result.get("results"), "status")).containsExactly("201", "201", "400", "201");
        assertThat(result.at("/results/2/problem/type").asText()).endsWith(":malformed-request");
    }

    @Test
    void events_of_a_batch_keep_their_order_at_the_same_time() {
        List<ObjectNode> events = IntStream.range(0, 200).mapToObj(i -> newEvent("e" + i * 7 % 200, "2026-01-01T00:00:00Z"))
                .toList();
        client.appendAll(id, Json.array(events)).expect(207);
        assertThat(Json.texts(client.allEvents(id, "?limit=33"), "eventId"))
                .isEqualTo(events.stream().map(event -> event.get("eventId").asText()).toList());
    }

    @Test
    void an_event_twice_in_one_batch_is_created_once_and_replayed_once() {
        JsonNode result = client.appendAll(id, Json.array(List.of(newEvent("e0"), newEvent("e0")))).expect(207).json();
        assertThat(Json.texts(result.get("results"), "status")).containsExactlyInAnyOrder("201", "200");
        assertThat(stored.events(id)).isEqualTo(1);
    }

    @Test
    void a_batch_sent_again_changes_nothing() {
        var batch = Json.array(IntStream.range(0, 20).mapToObj(i -> newEvent("e" + i)).toList());
        client.appendAll(id, batch).expect(207);
        var before = stored.everything(id);
        assertThat(client.appendAll(id, batch).expect(207).json().get("replayed").asInt()).isEqualTo(20);
        assertThat(stored.everything(id)).isEqualTo(before);
    }

    @Test
    void a_strict_client_is_told_of_each_event_that_differs() {
        client.append(id, newEvent("e0")).expectCreated();
        Answer answer = client.strict().appendAll(id,
                Json.array(List.of(newEvent("e0").put("type", "system"), newEvent("e1"))));
        assertThat(answer.expect(207).header("Preference-Applied")).isEqualTo("handling=strict");
        assertThat(answer.json().at("/results/0/status").asInt()).isEqualTo(409);
        assertThat(answer.json().at("/results/0/problem/type").asText()).endsWith(":event-conflict");
        assertThat(answer.json().at("/results/1/status").asInt()).isEqualTo(201);
    }

    @Test
    void a_replay_that_differs_says_in_what() {
        client.append(id, newEvent("e0", "2026-01-01T00:00:00Z")).expectCreated();
        Answer answer = client.appendAll(id, Json.array(List.of(newEvent("e0", "2026-01-01T00:00:00Z"),
                newEvent("e0", "2026-01-01T00:00:01Z").put("type", "system"), newEvent("e1"),
                newEvent("e1").set("payload", Json.object("text", "a tea")))));
        assertThat(answer.expect(207).text()).isEqualTo("{\"created\":1,\"replayed\":3,\"failed\":0,\"results\":["
                + "{\"index\":0,\"eventId\":\"e0\",\"status\":200},"
                + "{\"index\":1,\"eventId\":\"e0\",\"status\":200,\"differing\":[\"type\",\"timestamp\"]},"
                + "{\"index\":2,\"eventId\":\"e1\",\"status\":201},"
                + "{\"index\":3,\"eventId\":\"e1\",\"status\":200,\"differing\":[\"payload\"]}]}");
    }

    @Test
    void events_of_a_batch_after_the_end_are_late() {
        client.complete(id).expect(200);
        client.appendAll(id, Json.array(List.of(newEvent("e0")))).expect(207);
        assertThat(client.event(id, "e0").expect(200).json().get("late").asBoolean()).isTrue();
    }

    @Test
    void a_batch_has_1_to_1000_events() {
        client.appendAll(id, "[]").expectProblem(400, "validation-failed");
        var many = IntStream.range(0, 1001).mapToObj(i -> newEvent("e" + i)).toList();
        client.appendAll(id, Json.array(many)).expectProblem(400, "validation-failed");
        assertThat(stored.events(id)).isZero();
        assertThat(client.appendAll(id, Json.array(many.subList(0, 1000))).expect(207).json().get("created").asInt())
                .isEqualTo(1000);
    }

    @Test
    void a_request_that_is_not_sound_is_refused_whole() {
        client.appendAll(id, "{}").expectProblem(400, "malformed-request");
        client.appendAll(id, "[" + newEvent("e0") + ",").expectProblem(400, "malformed-request");
        client.appendAll("unknown", Json.array(List.of(newEvent("e0")))).expectProblem(404, "session-not-found");
        client.appendAll("unknown", "[1]").expectProblem(404, "session-not-found");
        assertThat(stored.events(id)).isZero();
    }

    @Test
    void an_array_that_is_broken_is_refused_whole_and_the_place_named() {
        String good = newEvent("e0").toString();
        for (String broken : List.of("", ",", " " + good, ",{\"eventId\":\"e1}", ",[}", ",{]", ",,{}", "}", ",{\"a\":[1}]")) {
            Answer answer = client.appendAll(id, "[" + good + broken + (broken.isEmpty() ? "" : "]"))
                    .expectProblem(400, "malformed-request");
            assertThat(answer.field("detail"))
                    .containsPattern("^The JSON cannot be read at element [01] \\(line 1, column \\d+\\): ");
        }
        client.appendAll(id, "[" + good + "]" + good).expectProblem(400, "malformed-request");
        assertThat(stored.events(id)).isZero();
    }

    @Test
    void what_is_no_event_fails_by_itself() {
        JsonNode result = client.appendAll(id, "[1,null,[[]],{\"eventId\":{}}," + newEvent("e0") + "]").expect(207).json();
        assertThat(Json.texts(result.get("results"), "status")).containsExactly("400", "400", "400", "400", "201");
    }
}
