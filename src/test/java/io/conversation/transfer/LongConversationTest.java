package io.conversation.transfer;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Json;
import io.conversation.StoredConversations;
import io.quarkus.test.junit.QuarkusTest;

/** A conversation that no line can hold goes out as several lines and comes back as one. */
@QuarkusTest
class LongConversationTest {

    private static final int MAX_LINE = 16 * 1024 * 1024;
    private static final List<String> IDS = IntStream.range(0, 20).mapToObj(i -> "e" + i).toList();

    private final ConversationClient client = new ConversationClient();

    @Inject
    StoredConversations stored;

    @BeforeEach
    @AfterEach
    void anEmptyDatabase() {
        stored.clear();
    }

    /** 20 events of 0.9 MB, the last two of them late. */
    private List<String> exportedLines() {
        client.create(newSession("long").put("startedAt", "2026-01-01T00:00:00Z").set("metadata", Json.object("caller", "ann")))
                .expectCreated();
        for (String id : IDS) {
            if (id.equals("e18")) {
                client.complete("long", Json.object("endedAt", "2026-01-01T00:01:00Z")).expect(200);
            }
            client.append("long", newEvent(id, "2026-01-01T00:00:01Z").set("payload",
                    Json.object("text", id + "x".repeat(900_000)))).expectCreated();
        }
        return client.export("").lines().toList();
    }

    @Test
    void it_is_cut_into_lines_that_an_import_takes_and_ended_only_by_the_last() {
        List<String> lines = exportedLines();
        assertThat(lines).hasSize(2).allSatisfy(line -> assertThat(bytes(line)).isLessThanOrEqualTo(MAX_LINE));
        assertThat(MAX_LINE - bytes(lines.getFirst())).as("no line is cut before it has to be").isLessThan(1_000_000);
        List<JsonNode> sessions = lines.stream().map(Json::parse).toList();
        assertThat(Json.texts(sessions, "status")).containsExactly("active", "completed");
        assertThat(Json.texts(sessions, "endedAt")).containsExactly(null, "2026-01-01T00:01:00.000Z");
        assertThat(sessions).allSatisfy(line -> assertThat(line.get("metadata")).isEqualTo(Json.object("caller", "ann")));
        assertThat(Json.texts(sessions, "startedAt")).containsOnly("2026-01-01T00:00:00.000Z");
    }

    @Test
    void its_lines_imported_in_order_give_the_same_conversation() {
        List<String> lines = exportedLines();
        String export = client.export("");
        JsonNode session = client.storedSession("long");
        stored.clear();
        client.imported(lines.getFirst() + "\n");
        assertThat(stored.status("long")).isEqualTo("active");
        client.imported(lines.getLast() + "\n");
        assertThat(client.storedSession("long")).isEqualTo(session);
        List<JsonNode> events = client.streamed("long", "");
        assertThat(Json.texts(events, "eventId")).isEqualTo(IDS);
        assertThat(events).filteredOn(event -> event.has("late")).extracting(event -> event.get("eventId").asText())
                .containsExactly("e18", "e19");
        assertThat(client.export("")).isEqualTo(export);
    }

    @Test
    void its_lines_imported_again_in_one_request_change_nothing_and_differ_in_nothing() {
        exportedLines();
        String export = client.export("");
        stored.clear();
        client.imported(export);
        var before = stored.everything();
        Answer again = client.strict().importLines(export).expect(200);
        assertThat(again.lines()).hasSize(2).allSatisfy(line -> {
            assertThat(line.has("problem")).as("%s", line).isFalse();
            assertThat(line.get("session").asText()).isEqualTo("replayed");
            assertThat(line.get("created").asInt()).isZero();
        });
        assertThat(stored.everything()).isEqualTo(before);
    }

    @Test
    void one_that_just_fits_is_one_line() {
        client.create(newSession("long")).expectCreated();
        for (int i = 0; i < 16; i++) {
            client.append("long", newEvent("e" + i).set("payload", Json.object("text", "x".repeat(1_000_000)))).expectCreated();
        }
        client.complete("long", Json.object("status", "failed")).expect(200);
        List<JsonNode> lines = Json.lines(client.export(""));
        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst().get("events")).hasSize(16);
        assertThat(lines.getFirst().get("status").asText()).isEqualTo("failed");
        assertThat(lines.getFirst().get("endedAt").isTextual()).isTrue();
    }

    @Test
    void an_event_longer_than_any_line_could_hold_is_refused() {
        client.create(newSession("long")).expectCreated();
        // Sent as 1e6 and written as 1000000.0: the body is within its limit, what would be exported is not.
        String numbers = ("[" + "1e6,".repeat(99) + "1e6],").repeat(12_000);
        String text = "\\u0001".repeat((MAX_LINE - 300 - numbers.length()) / 6);
        String payload = "{\"n\":[" + numbers + "0],\"t\":\"" + text + "\"}";
        String batch = "[{\"eventId\":\"e0\",\"type\":\"system\",\"payload\":" + payload + "},"
                + "{\"eventId\":\"e1\",\"type\":\"system\",\"payload\":{}}]";
        assertThat(bytes(batch)).isLessThanOrEqualTo(MAX_LINE);
        JsonNode results = client.appendAll("long", batch).expect(207).json().get("results");
        assertThat(results.get(0).at("/problem/type").asText()).endsWith(":too-large");
        assertThat(results.get(0).at("/problem/detail").asText()).contains("e0", "16 MiB");
        assertThat(results.get(1).get("status").asInt()).isEqualTo(201);
        JsonNode metadata = client.importLines("{\"sessionId\":\"m\",\"language\":\"en\",\"metadata\":" + payload + "}\n")
                .expect(200).lines().getFirst();
        assertThat(metadata.at("/problem/type").asText()).endsWith(":too-large");
        assertThat(stored.sessions("m")).isZero();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
