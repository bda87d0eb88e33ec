package io.conversation.transfer;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.ConversationClient;
import io.conversation.Json;
import io.conversation.StoredConversations;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class ExportTest {

    private final ConversationClient client = new ConversationClient();

    @Inject
    StoredConversations stored;

    @BeforeEach
    void anEmptyDatabase() {
        stored.clear();
    }

    @Test
    void nothing_stored_is_an_empty_export() {
        assertThat(client.export("")).isEmpty();
    }

    @Test
    void a_line_is_a_whole_conversation() {
        client.create(newSession("s1").put("startedAt", "2026-01-01T00:00:00Z").set("metadata", Json.object("caller", "ann")))
                .expectCreated();
        client.append("s1", newEvent("e1", "2026-01-01T00:00:01Z")).expectCreated();
        client.complete("s1", Json.object("endedAt", "2026-01-01T00:01:00Z")).expect(200);
        client.append("s1", newEvent("e2", "2026-01-01T00:00:01Z")).expectCreated();
        assertThat(client.export("").replaceAll("\"receivedAt\":\"[^\"]+\"", "\"receivedAt\":\"?\"")).isEqualTo(
                "{\"sessionId\":\"s1\",\"status\":\"completed\",\"language\":\"en-US\",\"startedAt\":\"2026-01-01T00:00:00.000Z\","
                        + "\"endedAt\":\"2026-01-01T00:01:00.000Z\",\"metadata\":{\"caller\":\"ann\"},\"events\":["
                        + event("e1", "") + "," + event("e2", ",\"late\":true") + "]}\n");
    }

    private static String event(String eventId, String more) {
        return "{\"eventId\":\"" + eventId
                + "\",\"type\":\"user_speech\",\"timestamp\":\"2026-01-01T00:00:01.000Z\",\"payload\":"
                + "{\"text\":\"a latte, please\"},\"receivedAt\":\"?\"" + more + "}";
    }

    @Test
    void an_export_imported_into_an_empty_database_exports_the_same_lines() {
        client.create(newSession("open").put("startedAt", "2026-01-01T00:00:00Z")).expectCreated();
        client.create(newSession("tie-b").put("startedAt", "2026-01-02T00:00:00Z")).expectCreated();
        client.create(newSession("tie-a").put("startedAt", "2026-01-02T00:00:00Z")).expectCreated();
        for (int i : new int[] { 5, 3, 9, 1, 7 }) {
            client.append("tie-a", newEvent("e" + i, "2026-01-02T00:00:0" + i / 4 + "Z")).expectCreated();
        }
        client.complete("tie-a", Json.object("status", "failed")).expect(200);
        client.append("tie-a", newEvent("late", "2026-01-02T00:00:00Z")).expectCreated();
        client.append("tie-b", newEvent("e1")).expectCreated();
        String export = client.export("");
        stored.clear();
        client.imported(export);
        assertThat(client.export("")).isEqualTo(export);
        assertThat(Json.texts(Json.lines(export).getLast().get("events"), "eventId"))
                .containsExactly("e3", "e1", "late", "e5", "e7", "e9");
    }

    @Test
    void more_sessions_and_events_than_any_batch_of_the_database_come_out_in_order() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 450; i++) {
            lines.append(newSession("s" + i).put("startedAt", "2026-01-01T00:00:00Z")).append('\n');
        }
        var events = java.util.stream.IntStream.range(0, 1200).mapToObj(i -> newEvent("e" + i, "2026-01-01T00:00:00Z"))
                .toList();
        lines.append(newSession("many").put("startedAt", "2026-01-01T00:00:01Z").set("events", Json.array(events)).toString());
        client.imported(lines);
        List<JsonNode> exported = Json.lines(client.export(""));
        assertThat(Json.texts(exported, "sessionId")).hasSize(451).startsWith("s0", "s1", "s2").endsWith("s449", "many");
        assertThat(Json.texts(exported.getLast().get("events"), "eventId"))
                .isEqualTo(events.stream().map(event -> event.get("eventId").asText()).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "''                                                             | s0 s1 s2 s3",
            "?order=desc                                                    | s3 s2 s1 s0",
            "?language=de                                                   | s0 s2",
            "?status=completed                                              | s3",
            "?startedFrom=2026-01-01T00:01:00Z&startedTo=2026-01-01T00:03:00Z | s1 s2",
            "?endedFrom=2026-01-01T00:00:00Z                                 | s3",
            "?metadata.caller=ann                                           | s1" })
    void the_filters_are_those_of_the_list(String query, String ids) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            lines.append(newSession("s" + i).put("startedAt", "2026-01-01T00:0" + i + ":00Z")
                    .put("language", i % 2 == 0 ? "de" : "en")
                    .put("status", i == 3 ? "completed" : "initiated")
                    .set("metadata", Json.object("caller", i == 1 ? "ann" : "bob"))
                    .toString()).append('\n');
        }
        client.imported(lines);
        assertThat(String.join(" ", Json.texts(Json.lines(client.export(query)), "sessionId"))).isEqualTo(ids);
    }

    @ParameterizedTest
    @CsvSource({ "?limit=1,limit", "?cursor=x,cursor", "?status=over,status", "?order=up,order", "?startedTo=now,startedTo" })
    void a_bad_query_parameter_is_named(String query, String field) {
        client.get("/sessions/export" + query).expectViolations(field);
    }
}
