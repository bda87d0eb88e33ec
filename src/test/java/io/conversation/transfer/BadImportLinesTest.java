package io.conversation.transfer;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.StoredConversations;
import io.quarkus.test.junit.QuarkusTest;

/** What is wrong with a line is told with that line, and holds back nothing else. */
@QuarkusTest
class BadImportLinesTest {

    private final ConversationClient client = new ConversationClient();
    private final String before = Fresh.id("before");
    private final String after = Fresh.id("after");

    @Inject
    StoredConversations stored;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{                                                               | malformed-request",
            "not json                                                        | malformed-request",
            "[]                                                              | malformed-request",
            "{\"sessionId\":\"bad1\",\"language\":\"en\"} {}                | malformed-request",
            "{\"sessionId\":1}                                               | malformed-request",
            "{\"sessionId\":\"a\",\"sessionId\":\"a\"}                       | malformed-request",
            "{\"sessionId\":\"bad1\",\"language\":\"en\",\"events\":{}}      | malformed-request",
            "{\"sessionId\":\"bad1\",\"language\":\"en\",\"metadata\":[]}    | malformed-request",
            "{\"sessionId\":\"bad1\",\"language\":\"en\",\"metadata\":{\"n\":1e400}} | malformed-request",
            "{\"sessionId\":\"bad1\",\"language\":\"en\",\"events\":[}       | malformed-request",
            "{\"sessionId\":\"bad1\",\"language\":\"en\",\"metadata\":{\"n\":NaN},\"events\":[{}]} | malformed-request",
            "{\"sessionId\":\"bad1\",\"language\":\"en\",\"events\":[],\"events\":[]} | malformed-request",
            "{\"sessionId\":\"bad1\",\"language\":\"en\",\"events\":[{},]}    | malformed-request",
            "{}                                                              | validation-failed",
            "{\"sessionId\":\"bad1\"}                                        | validation-failed",
            "{\"sessionId\":\"bad1\",\"language\":\"en\",\"colour\":1}       | validation-failed",
            "{\"sessionId\":\"bad1\",\"language\":\"en\",\"status\":\"over\"} | validation-failed",
            "{\"sessionId\":\"bad1\",\"language\":\"en\",\"endedAt\":\"2026-01-01T00:00:00Z\"} | validation-failed" })
    void a_bad_line_is_told_and_the_others_go_on(String line, String problem) {
        List<JsonNode> results = around(line.getBytes(StandardCharsets.UTF_8));
        JsonNode bad = results.get(1);
        assertThat(bad.at("/problem/type").asText()).isEqualTo("urn:conversation-sessions:problem:" + problem);
        assertThat(bad.at("/problem/detail").asText()).isNotBlank();
        assertThat(bad.get("created").asInt() + bad.get("replayed").asInt() + bad.get("failed").asInt()).isZero();
        assertThat(bad.has("session")).isFalse();
        assertThat(stored.sessions("bad1")).isZero();
    }

    @Test
    void every_violation_of_a_line_is_named() {
        JsonNode bad = around("{\"sessionId\":\".\",\"language\":\"?\",\"colour\":1}".getBytes(StandardCharsets.UTF_8)).get(1);
        assertThat(Json.texts(bad.at("/problem/violations"), "field")).containsExactlyInAnyOrder("sessionId", "language",
                "colour");
    }

    @Test
    void bytes_that_are_no_utf_8_spoil_only_their_line() {
        JsonNode bad = around(new byte[] { '{', '"', (byte) 0xC0, (byte) 0x80, '"', ':', '1', '}' }).get(1);
        assertThat(bad.at("/problem/type").asText()).endsWith(":malformed-request");
    }

    @Test
    void a_line_over_16_mib_spoils_only_itself() {
        byte[] line = new byte[16 * 1024 * 1024 + 1];
        java.util.Arrays.fill(line, (byte) 'x');
        JsonNode bad = around(line).get(1);
        assertThat(bad.at("/problem/type").asText()).endsWith(":too-large");
        assertThat(bad.at("/problem/status").asInt()).isEqualTo(413);
    }

    @Test
    void a_session_whose_metadata_would_be_over_16_mib_once_stored_spoils_only_its_line() {
        // Less than a line may have, and more than a document as BSON, which writes an index and a type for each.
        String zeros = "0,".repeat(4_000_000) + "0";
        String line = "{\"sessionId\":\"large1\",\"language\":\"en\",\"metadata\":{\"zeros\":[" + zeros + "]}}";
        JsonNode bad = around(line.getBytes(StandardCharsets.UTF_8)).get(1);
        assertThat(bad.at("/problem/type").asText()).endsWith(":too-large");
        assertThat(bad.at("/problem/status").asInt()).isEqualTo(413);
        assertThat(stored.sessions("large1")).isZero();
    }

    @Test
    void bad_events_are_named_by_their_place_and_the_others_are_stored() {
        String id = Fresh.id("call");
        JsonNode line = newSession(id).put("status", "completed").set("events", Json.array(List.of(newEvent("e0"),
                newEvent("e1").put("type", "noise"), newEvent("e2").put("colour", "red").put("eventId", "."),
                newEvent("e3").put("sessionId", "another"), Json.object("eventId", "e4"), newEvent("e5"))));
        JsonNode result = client.importLines(line + "\n").expect(200).lines().getFirst();
        assertThat(result.get("session").asText()).isEqualTo("created");
        assertThat(result.get("created").asInt()).isEqualTo(2);
        assertThat(result.get("failed").asInt()).isEqualTo(4);
        assertThat(result.at("/problem/type").asText()).endsWith(":validation-failed");
        assertThat(Json.texts(result.at("/problem/violations"), "field")).containsExactlyInAnyOrder("events[1].type",
                "events[2].colour", "events[2].eventId", "events[3].sessionId", "events[4].type", "events[4].payload");
        assertThat(Json.texts(client.streamed(id, ""), "eventId")).containsExactly("e0", "e5");
        assertThat(stored.status(id)).isEqualTo("completed");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "1", "null", "[]", "[[{}]]", "\"e\"", "{\"eventId\":{\"a\":[1]}}", "{\"payload\":[]}",
            "{\"eventId\":\"e\",\"type\":\"system\",\"payload\":{\"n\":1e400}}",
            "{\"eventId\":\"e\",\"type\":\"system\",\"payload\":{\"a\":\"\\ud83c\"}}",
            "{\"eventId\":\"e\",\"type\":\"system\",\"payload\":{},\"late\":\"yes\"}",
            "{\"eventId\":\"e\",\"type\":\"system\",\"payload\":{\"a\":1,\"a\":2}}",
            "{\"eventId\":\"e\",\"type\":\"system\",\"payload\":{\"a\":NaN}}", "{\"eventId\":\"e\",\"eventId\":\"f\"}", "{,}" })
    void what_is_no_event_fails_by_itself(String event) {
        String id = Fresh.id("call");
        JsonNode result = client.importLines("{\"events\":[" + newEvent("e0") + "," + event + "," + newEvent("e1")
                + "],\"language\":\"en\",\"sessionId\":\"" + id + "\"}\n").expect(200).lines().getFirst();
        assertThat(result.get("created").asInt()).isEqualTo(2);
        assertThat(result.get("failed").asInt()).isEqualTo(1);
        assertThat(result.at("/problem/violations/0/field").asText()).isEqualTo("events[1]");
        assertThat(stored.events(id)).isEqualTo(2);
    }

    @Test
    void events_of_which_it_cannot_be_told_where_they_end_spoil_their_line_and_are_named() {
        JsonNode bad = around(("{\"sessionId\":\"bad1\",\"language\":\"en\",\"events\":[" + newEvent("e0") + ",{\"a\":\"x}]}")
                .getBytes(StandardCharsets.UTF_8)).get(1);
        assertThat(bad.at("/problem/detail").asText()).startsWith("The JSON cannot be read at events[1] (line 1, column ");
        assertThat(stored.sessions("bad1")).isZero();
    }

    @Test
    void no_line_is_lost_between_bad_ones() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            lines.append(i % 3 == 0 ? "{" : newSession(before + i).toString()).append('\n');
        }
        List<JsonNode> results = client.importLines(lines).expect(200).lines();
        assertThat(results).hasSize(300);
        assertThat(results).filteredOn(result -> result.has("problem")).hasSize(100);
        assertThat(results).filteredOn(result -> "created".equals(result.path("session").asText())).hasSize(200);
    }

    @Test
    void another_media_type_or_a_query_is_refused_whole() {
        client.send("POST", "/sessions/import", "application/json", newSession(before)).expectProblem(415,
                "unsupported-media-type");
        client.send("POST", "/sessions/import?x=1", "application/x-ndjson", newSession(before)).expectViolations("x");
        assertThat(stored.sessions(before)).isZero();
    }

    /** The results of the line between two good ones, which have to be stored. */
    private List<JsonNode> around(byte[] line) {
        byte[] first = (newSession(before) + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] last = ("\n" + newSession(after) + "\n").getBytes(StandardCharsets.UTF_8);
        var lines = new java.io.ByteArrayOutputStream();
        lines.writeBytes(first);
        lines.writeBytes(line);
        lines.writeBytes(last);
        List<JsonNode> results = client.importLines(lines.toByteArray()).expect(200).lines();
        assertThat(Json.texts(results, "line")).containsExactly("1", "2", "3");
        assertThat(stored.sessions(before)).isEqualTo(1);
        assertThat(stored.sessions(after)).isEqualTo(1);
        return results;
    }
}
