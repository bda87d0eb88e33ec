package io.conversation.race;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.RepeatedTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.StoredConversations;
import io.conversation.race.Race.Sending;
import io.quarkus.test.junit.QuarkusTest;

/** Completions that bring metadata, against each other, creations and imports: whole or not at all, and never twice. */
@QuarkusTest
class RacingCompletionsTest {

    private final ConversationClient client = new ConversationClient();

    @Inject
    StoredConversations stored;

    private static ObjectNode ending(int client) {
        return Json.object("metadata", Json.object("by", client, "outcome-" + client, "x", "caller", "nobody"));
    }

    @RepeatedTest(5)
    void of_completions_with_metadata_one_adds_its_own() throws Exception {
        String id = Fresh.id("call");
        client.create(newSession(id).set("metadata", Json.object("caller", "ann"))).expectCreated();
        List<Answer> answers = Race.of(i -> Sending.json("/sessions/" + id + "/complete", ending(i)));
        JsonNode metadata = client.storedSession(id).get("metadata");
        int winner = metadata.get("by").asInt();
        assertThat(metadata).hasToString("{\"caller\":\"ann\",\"by\":" + winner + ",\"outcome-" + winner + "\":\"x\"}");
        assertThat(answers).allSatisfy(answer -> assertThat(answer.expect(200).json().get("metadata")).isEqualTo(metadata));
        assertThat(IntStream.range(0, Race.CLIENTS).filter(i -> answers.get(i).header("Idempotent-Replayed") == null))
                .containsExactly(winner);
    }

    @RepeatedTest(5)
    void against_creations_each_key_has_its_place_and_no_creation_differs() throws Exception {
        String id = Fresh.id("call");
        ObjectNode creation = newSession(id).set("metadata", Json.object("caller", "ann"));
        List<Answer> answers = Race.of(i -> i % 2 == 0 ? Sending.json("/sessions", creation)
                : Sending.json("/sessions/" + id + "/complete", ending(i)));
        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(200, 201, 404));
        client.complete(id, ending(99)).expect(200);
        JsonNode metadata = client.storedSession(id).get("metadata");
        int winner = metadata.get("by").asInt();
        assertThat(metadata).hasToString("{\"caller\":\"ann\",\"by\":" + winner + ",\"outcome-" + winner + "\":\"x\"}");
        client.strict().create(creation).expectReplayed();
    }

    @RepeatedTest(5)
    void against_imports_the_session_ends_once_and_every_event_is_in() throws Exception {
        String id = Fresh.id("call");
        ObjectNode line = newSession(id).put("status", "completed");
        line.set("metadata", Json.object("caller", "ann"));
        line.set("events", Json.array(List.of(newEvent("turn-1"), newEvent("turn-2"))));
        List<Answer> answers = Race.of(i -> i % 2 == 0 ? new Sending("/sessions/import", "application/x-ndjson", line + "\n")
                : Sending.json("/sessions/" + id + "/complete", ending(i)));
        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(200, 404));
        assertThat(answers.getFirst().lines()).allSatisfy(result -> assertThat(result.has("problem")).isFalse());
        JsonNode session = client.storedSession(id);
        assertThat(session.get("status").asText()).isEqualTo("completed");
        assertThat(session.get("metadata").get("caller").asText()).isEqualTo("ann");
        assertThat(stored.events(id)).isEqualTo(2);
        String ended = session.get("endedAt").asText();
        assertThat(client.complete(id, ending(99)).expectReplayed().field("endedAt")).isEqualTo(ended);
    }
}
