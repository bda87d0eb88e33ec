package io.conversation.event;

import static io.conversation.ConversationClient.newEvent;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;

import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.ConversationClient;
import io.conversation.Json;
import io.conversation.paging.SentCommands;
import io.quarkus.test.junit.QuarkusTest;

/** A batch is written some events at a time where they are large, which nobody who sends one can tell. */
@QuarkusTest
class LargeBatchTest {

    private static final int EVENTS = 9;
    private static final String TIME = "2026-01-01T00:00:00Z";

    private final ConversationClient client = new ConversationClient();

    /** 1.4 MiB each in the database; the third has no type, the fifth comes again at the end. */
    private static List<JsonNode> events() {
        JsonNode zeros = Json.parse("{\"zeros\":[0" + ",0".repeat(120_000) + "]}");
        return IntStream.rangeClosed(0, EVENTS).<JsonNode> mapToObj(i -> newEvent("e" + (i == EVENTS ? 4 : i), TIME)
                .put("type", i == 2 ? "noise" : "system").set("payload", zeros)).toList();
    }

    @Test
    void each_event_has_its_outcome_and_their_order_is_kept() {
        String session = client.createFresh("large");
        String batch = Json.array(events()).toString();
        JsonNode[] result = { null };
        List<BsonDocument> sent = SentCommands
                .during(() -> result[0] = client.appendAll(session, batch).expect(207).json());
        assertThat(Json.texts(result[0].get("results"), "status"))
                .containsExactly("201", "201", "400", "201", "201", "201", "201", "201", "201", "200");
        assertThat(Json.texts(result[0].get("results"), "index")).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8",
                "9");
        assertThat(Json.texts(client.streamed(session, ""), "eventId")).containsExactly("e0", "e1", "e3", "e4", "e5", "e6",
                "e7", "e8");
        assertThat(sent.stream().filter(command -> command.containsKey("insert"))).as("written in parts")
                .hasSizeGreaterThan(2);

        JsonNode again = client.appendAll(session, batch).expect(207).json();
        assertThat(again.get("replayed").asInt()).isEqualTo(EVENTS);
        assertThat(again.get("created").asInt()).isZero();
    }

    @Test
    void one_that_no_document_can_hold_fails_by_itself() {
        String session = client.createFresh("large");
        String batch = "[" + newEvent("first") + ",{\"eventId\":\"zeros\",\"type\":\"system\",\"payload\":{\"zeros\":[0"
                + ",0".repeat(2_600_000) + "]}}," + newEvent("last") + "]";
        JsonNode result = client.appendAll(session, batch).expect(207).json();
        assertThat(Json.texts(result.get("results"), "status")).containsExactly("201", "413", "201");
        assertThat(result.at("/results/1/problem/detail").asText()).contains("'payload'");
    }

    @Test
    void nothing_is_written_of_a_batch_that_is_no_array_to_its_end() {
        String session = client.createFresh("large");
        String batch = Json.array(events()).toString();
        client.appendAll(session, batch.substring(0, batch.length() - 1)).expectProblem(400, "malformed-request");
        assertThat(client.streamed(session, "")).isEmpty();
    }
}
