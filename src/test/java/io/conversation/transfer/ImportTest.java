package io.conversation.transfer;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.StoredConversations;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class ImportTest {

    private final ConversationClient client = new ConversationClient();

    @Inject
    StoredConversations stored;

    @Test
    void a_conversation_is_stored_whole_with_the_times_it_gives() {
        String id = Fresh.id("call");
        ObjectNode event = newEvent("turn-1", "2026-01-01T00:00:01Z").put("receivedAt", "2026-01-01T00:00:02Z");
        client.imported(newSession(id).put("status", "failed").put("startedAt", "2026-01-01T00:00:00Z")
                .put("endedAt", "2026-01-01T00:00:03Z").set("events", Json.array(List.of(event,
                        event.deepCopy().put("eventId", "turn-2").put("late", true))))
                + "\n");
        assertThat(client.session(id, "").expect(200).text()).isEqualTo("{\"session\":{\"sessionId\":\"" + id
                + "\",\"status\":\"failed\",\"language\":\"en-US\",\"startedAt\":\"2026-01-01T00:00:00.000Z\","
                + "\"endedAt\":\"2026-01-01T00:00:03.000Z\",\"metadata\":{}},\"events\":[" + event(id, "turn-1", "") + ","
                + event(id, "turn-2", ",\"late\":true") + "],\"pagination\":{\"limit\":50,\"hasMore\":false}}");
    }

    private static String event(String id, String eventId, String more) {
        return "{\"eventId\":\"" + eventId + "\",\"sessionId\":\"" + id + "\",\"type\":\"user_speech\",\"payload\":"
                + "{\"text\":\"a latte, please\"},\"timestamp\":\"2026-01-01T00:00:01.000Z\","
                + "\"receivedAt\":\"2026-01-01T00:00:02.000Z\"" + more + "}";
    }

    @Test
    void the_answer_is_ndjson_a_line_each_in_order() {
        String name = Fresh.id("call");
        Answer answer = client.importLines(lines(name, 250)).expect(200);
        assertThat(answer.contentType()).isEqualTo("application/x-ndjson");
        List<JsonNode> results = answer.lines();
        assertThat(Json.texts(results, "line")).isEqualTo(IntStream.rangeClosed(1, 250).mapToObj(Integer::toString).toList());
        assertThat(results.getFirst().toString()).isEqualTo("{\"line\":1,\"sessionId\":\"" + name
                + "-0\",\"session\":\"created\",\"created\":3,\"replayed\":0,\"failed\":0}");
    }

    @Test
    void an_import_sent_again_changes_nothing_in_the_database() {
        stored.clear();
        String lines = lines(Fresh.id("call"), 30);
        client.imported(lines);
        var before = stored.everything();
        assertThat(before).hasSize(30 + 90);
        List<JsonNode> again = client.imported(lines);
        assertThat(Json.texts(again, "session")).containsOnly("replayed");
        assertThat(Json.texts(again, "replayed")).containsOnly("3");
        assertThat(Json.texts(again, "created")).containsOnly("0");
        assertThat(stored.everything()).isEqualTo(before);
    }

    @Test
    void an_import_that_was_cut_off_is_completed_by_sending_it_again() {
        String id = Fresh.id("call");
        ObjectNode cut = newSession(id).put("startedAt", "2026-01-01T00:00:00Z");
        ObjectNode whole = cut.deepCopy().put("status", "completed").put("endedAt", "2026-01-01T00:01:00Z");
        var events = IntStream.range(0, 10).mapToObj(i -> newEvent("e" + i, "2026-01-01T00:00:00Z")).toList();
        client.imported(cut.put("status", "active").set("events", Json.array(events.subList(0, 6))) + "\n");
        JsonNode result = client.imported(whole.set("events", Json.array(events)) + "\n").getFirst();
        assertThat(result.get("created").asInt()).isEqualTo(4);
        assertThat(result.get("replayed").asInt()).isEqualTo(6);
        assertThat(stored.status(id)).isEqualTo("completed");
        assertThat(Json.texts(client.allEvents(id, "?limit=3"), "eventId"))
                .isEqualTo(IntStream.range(0, 10).mapToObj(i -> "e" + i).toList());
    }

    @Test
    void blank_lines_carriage_returns_and_a_missing_last_newline_do_no_harm() {
        String a = Fresh.id("call");
        String b = Fresh.id("call");
        String c = Fresh.id("call");
        List<JsonNode> results = client.imported("\n" + newSession(a) + "\r\n \t\r\n\n" + newSession(b) + "\n" + newSession(c));
        assertThat(Json.texts(results, "sessionId")).containsExactly(a, b, c);
        assertThat(Json.texts(results, "line")).containsExactly("2", "5", "6");
    }

    @Test
    void an_empty_import_has_an_empty_answer() {
        assertThat(client.importLines("").expect(200).text()).isEmpty();
        assertThat(client.importLines("\n\n").expect(200).text()).isEmpty();
    }

    @Test
    void a_conversation_without_events_or_status_is_a_new_session() {
        String id = Fresh.id("call");
        client.imported(newSession(id) + "\n");
        assertThat(stored.status(id)).isEqualTo("initiated");
        assertThat(stored.events(id)).isZero();
    }

    @Test
    void events_make_an_initiated_session_active() {
        String id = Fresh.id("call");
        client.imported(newSession(id).put("status", "initiated").set("events", Json.array(List.of(newEvent("e")))) + "\n");
        assertThat(stored.status(id)).isEqualTo("active");
    }

    @Test
    void an_ended_session_without_an_end_given_ends_now() {
        String id = Fresh.id("call");
        client.imported(newSession(id).put("status", "completed") + "\n");
        assertThat(client.storedSession(id).get("endedAt").asText()).matches("20..-.*Z");
    }

    @Test
    void events_of_the_same_time_keep_the_order_of_the_line() {
        String id = Fresh.id("call");
        var events = IntStream.range(0, 2500).mapToObj(i -> newEvent("e" + i * 7 % 2500, "2026-01-01T00:00:00Z")).toList();
        client.imported(newSession(id).set("events", Json.array(events)) + "\n");
        assertThat(Json.texts(client.streamed(id, ""), "eventId"))
                .isEqualTo(events.stream().map(event -> event.get("eventId").asText()).toList());
    }

    @Test
    void one_session_on_many_lines_is_one_session() {
        String id = Fresh.id("call");
        String lines = IntStream.range(0, 5).mapToObj(i -> newSession(id).set("events",
                Json.array(List.of(newEvent("e" + i, "2026-01-01T00:00:00Z"), newEvent("same", "2026-01-01T00:00:00Z"))))
                + "\n")
                .collect(Collectors.joining());
        assertThat(Json.texts(client.imported(lines), "session"))
                .containsExactly("created", "replayed", "replayed", "replayed", "replayed");
        assertThat(Json.texts(client.streamed(id, ""), "eventId")).containsExactly("e0", "same", "e1", "e2", "e3", "e4");
    }

    @Test
    void what_is_known_only_at_the_end_is_added_by_the_line_that_ends() {
        String id = Fresh.id("call");
        ObjectNode open = newSession(id).put("status", "active").set("metadata", Json.object("caller", "ann"));
        ObjectNode ended = newSession(id).put("status", "completed").set("metadata",
                Json.object("outcome", "sold", "caller", "bob"));
        client.imported(open + "\n" + ended + "\n");
        assertThat(client.storedSession(id).get("metadata").toString()).isEqualTo("{\"caller\":\"ann\",\"outcome\":\"sold\"}");
        var before = stored.everything(id);
        client.imported(newSession(id).put("status", "failed").set("metadata", Json.object("more", 1)) + "\n");
        assertThat(stored.everything(id)).isEqualTo(before);
    }

    @Test
    void a_strict_client_is_told_of_what_differs() {
        String id = Fresh.id("call");
        client.imported(newSession(id).set("events", Json.array(List.of(newEvent("e0"), newEvent("e1")))) + "\n");
        Answer answer = client.strict().importLines(newSession(id).put("language", "de") + "\n"
                + newSession(id).set("events", Json.array(List.of(newEvent("e0").put("type", "system"), newEvent("e1"))))
                + "\n");
        assertThat(answer.expect(200).header("Preference-Applied")).isEqualTo("handling=strict");
        assertThat(answer.lines().get(0).at("/problem/type").asText()).endsWith(":session-conflict");
        assertThat(answer.lines().get(1).at("/problem/violations/0/field").asText()).isEqualTo("events[0]");
        assertThat(answer.lines().get(1).get("replayed").asInt()).isEqualTo(1);
        assertThat(answer.lines().get(1).get("failed").asInt()).isEqualTo(1);
    }

    @Test
    void replays_that_differ_are_counted() {
        String id = Fresh.id("call");
        var events = Json.array(List.of(newEvent("e0"), newEvent("e1"), newEvent("e2")));
        client.imported(newSession(id).set("events", events) + "\n");
        events.add(newEvent("e3"));
        assertThat(client.imported(newSession(id).set("events", events) + "\n").getFirst().has("differing")).isFalse();
        var others = Json.array(List.of(newEvent("e0").put("type", "system"), newEvent("e1"),
                newEvent("e2").set("payload", Json.object("text", "a tea")), newEvent("e4")));
        assertThat(client.imported(newSession(id).set("events", others) + "\n").getFirst().toString()).isEqualTo("{\"line\":1,"
                + "\"sessionId\":\"" + id
                + "\",\"session\":\"replayed\",\"created\":1,\"replayed\":3,\"differing\":2,\"failed\":0}");
    }

    private static String lines(String name, int conversations) {
        return IntStream.range(0, conversations).mapToObj(i -> newSession(name + "-" + i).put("status", "completed")
                .set("events", Json.array(List.of(newEvent("a"), newEvent("b"), newEvent("c", "2026-01-01T00:00:00Z")))) + "\n")
                .collect(Collectors.joining());
    }

    @Test
    void a_line_that_ends_before_it_started_is_refused_and_the_others_go_on() {
        String bad = Fresh.id("call");
        String good = Fresh.id("call");
        ObjectNode ended = newSession(bad).put("status", "completed").put("startedAt", "2026-01-01T00:00:01Z")
                .put("endedAt", "2026-01-01T00:00:00Z");
        List<JsonNode> results = client.importLines(ended + "\n" + newSession(good) + "\n").expect(200).lines();
        assertThat(results.get(0).at("/problem/violations/0/field").asText()).isEqualTo("endedAt");
        assertThat(results.get(1).get("session").asText()).isEqualTo("created");
        assertThat(stored.sessions(bad)).isZero();
    }

    @Test
    void a_line_that_would_end_a_stored_session_before_its_start_is_refused_whole() {
        String id = client.createFresh("call");
        ObjectNode ended = newSession(id).put("status", "completed").put("endedAt", "2020-01-01T00:00:00Z")
                .set("events", Json.array(List.of(newEvent("turn-1"))));
        JsonNode result = client.importLines(ended + "\n").expect(200).lines().getFirst();
        assertThat(result.at("/problem/violations/0/field").asText()).isEqualTo("endedAt");
        assertThat(stored.events(id)).isZero();
        assertThat(stored.status(id)).isEqualTo("initiated");
    }

    @Test
    void an_end_in_the_past_without_a_start_starts_then() {
        String id = Fresh.id("call");
        client.imported(newSession(id).put("status", "failed").put("endedAt", "2026-01-01T00:01:00.000Z") + "\n");
        assertThat(client.storedSession(id).get("startedAt").asText()).isEqualTo("2026-01-01T00:01:00.000Z");
    }
}
