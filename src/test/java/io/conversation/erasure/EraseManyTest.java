package io.conversation.erasure;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.StoredConversations;
import io.quarkus.test.junit.QuarkusTest;

/** A person's conversations, found by an indexed key of their metadata, are erased together and told one by one. */
@QuarkusTest
class EraseManyTest {

    private final ConversationClient client = new ConversationClient();
    private final String caller = Fresh.id("caller");

    @Inject
    StoredConversations stored;

    private String conversation(String by, int events) {
        String id = Fresh.id("call");
        client.create(newSession(id).set("metadata", Json.object("caller", by))).expectCreated();
        for (int i = 0; i < events; i++) {
            client.append(id, newEvent("e" + i)).expectCreated();
        }
        return id;
    }

    private Answer erase(String query) {
        return client.send("DELETE", "/sessions" + query, null, null);
    }

    @Test
    void every_session_of_the_caller_is_erased_and_told_and_no_other() {
        Set<String> ids = new HashSet<>();
        // More than go together.
        for (int i = 0; i < 45; i++) {
            ids.add(conversation(caller, i % 3));
        }
        String other = conversation(Fresh.id("caller"), 2);
        Answer answer = erase("?metadata.caller=" + caller).expect(200);
        assertThat(answer.contentType()).isEqualTo("application/x-ndjson");
        List<JsonNode> lines = new ArrayList<>(answer.lines());
        assertThat(lines.removeLast()).isEqualTo(Json.object("erased", 45, "failed", 0));
        assertThat(lines).hasSize(45).allSatisfy(line -> assertThat(line.get("status").asInt()).isEqualTo(204));
        assertThat(Json.texts(Json.array(lines), "sessionId")).containsExactlyInAnyOrderElementsOf(ids);
        ids.forEach(id -> {
            assertThat(stored.everything(id)).isEmpty();
            client.append(id, newEvent("late")).expectProblem(410, "session-erased");
        });
        assertThat(client.session(other, "").expect(200).json().get("events")).hasSize(2);
        assertThat(client.list("?metadata.caller=" + caller).json().get("sessions")).isEmpty();
    }

    @Test
    void where_there_is_none_the_answer_says_so() {
        assertThat(erase("?metadata.caller=" + caller).expect(200).lines())
                .containsExactly(Json.object("erased", 0, "failed", 0));
    }

    /** Above all never everything. */
    @ParameterizedTest
    @ValueSource(strings = { "", "?metadata.caller=", "?metadata.shop=x", "?metadata=x", "?status=active",
            "?metadata.caller=a&metadata.caller=b", "?metadata.caller=a&status=active", "?limit=1&metadata.caller=a" })
    void without_a_key_that_is_indexed_or_with_anything_else_nothing_is_erased(String query) {
        String id = conversation(caller, 1);
        Answer refused = erase(query).expectProblem(400, "validation-failed");
        String field = refused.json().at("/violations/0/field").asText();
        assertThat(List.of("metadata", "metadata.caller", "metadata.shop", "status", "limit")).contains(field);
        client.session(id, "").expect(200);
    }

    @Test
    void those_that_come_meanwhile_are_erased_too() throws Exception {
        conversation(caller, 1);
        List<String> meanwhile = new ArrayList<>();
        Thread writer = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 20; i++) {
                meanwhile.add(conversation(caller, 0));
            }
        });
        long erased = 0;
        do {
            erased += erase("?metadata.caller=" + caller).expect(200).lines().getLast().get("erased").asLong();
        } while (writer.isAlive());
        writer.join();
        erased += erase("?metadata.caller=" + caller).expect(200).lines().getLast().get("erased").asLong();
        assertThat(erased).isEqualTo(21);
        meanwhile.forEach(id -> assertThat(stored.everything(id)).isEmpty());
    }
}
