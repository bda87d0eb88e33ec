package io.conversation.transfer;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.ConversationClient;
import io.conversation.Json;
import io.conversation.database.Shards;
import io.conversation.database.TwoShards;
import io.conversation.fault.Waiting;
import io.conversation.follow.ReplicaSetDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Behind a mongos, one shard of which is lost: its sessions' lines fail, and the import goes on. */
@QuarkusTest
@TestProfile(ReplicaSetDatabase.RouterProfile.class)
class LostShardImportTest {

    private final ConversationClient client = new ConversationClient();

    @Inject
    Shards shards;

    ReplicaSetDatabase database;

    @Test
    void lines_of_a_lost_shard_are_unavailable_the_others_are_stored_and_a_repeat_completes_it() throws Exception {
        try (TwoShards two = new TwoShards(database, shards)) {
            String lost = two.id(TwoShards.ONE);
            String lines = line(two.id(TwoShards.OTHER)) + line(lost) + line(two.id(TwoShards.OTHER));
            database.members().loseMajorityOf(lost);
            List<JsonNode> results = client.importLines(lines).expect(200).lines();
            assertThat(results).hasSize(3);
            assertThat(Json.texts(List.of(results.get(0), results.get(2)), "created")).containsExactly("2", "2");
            assertThat(results.get(1).at("/problem/status").asInt()).isEqualTo(503);
            database.members().loseMajorityOf(null);
            Waiting.until("a repeat completes it", () -> client.importLines(lines).expect(200).lines().stream()
                    .noneMatch(line -> line.has("problem")));
            assertThat(Json.texts(client.events(lost, "").expect(200).json().get("events"), "eventId"))
                    .containsExactly("e1", "e2");
            assertThat(client.session(lost, "").expect(200).json().at("/session/status").asText()).isEqualTo("completed");
        } finally {
            database.members().loseMajorityOf(null);
        }
    }

    private static String line(String id) {
        return newSession(id).put("status", "completed").set("events", Json.array(List.of(newEvent("e1"), newEvent("e2"))))
                + "\n";
    }
}
