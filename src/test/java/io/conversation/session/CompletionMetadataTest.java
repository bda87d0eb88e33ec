package io.conversation.session;

import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.Logged;
import io.conversation.StoredConversations;
import io.quarkus.test.junit.QuarkusTest;

/** What is known only when a session ends goes to its metadata with its end. */
@QuarkusTest
class CompletionMetadataTest {

    private static final String ODD = "{\"a.b\":{\"$set\":[1,{\"x.y\":null}]},\"$outcome\":9007199254740993,\"\":-0.0,\"sum\":1.50}";

    private final ConversationClient client = new ConversationClient();

    @Inject
    StoredConversations stored;

    private String create(ObjectNode metadata) {
        String id = Fresh.id("call");
        client.create(newSession(id).set("metadata", metadata)).expectCreated();
        return id;
    }

    private static ObjectNode ending(String... metadata) {
        return Json.object().set("metadata", Json.object((Object[]) metadata));
    }

    @Test
    void it_is_added_behind_what_is_there() {
        String id = create(Json.object("caller", "+15550100", "shop", "7"));
        Answer answer = client.complete(id, ending("outcome", "ordered", "cost", "0.12")).expect(200);
        assertThat(answer.json().get("metadata"))
                .hasToString("{\"caller\":\"+15550100\",\"shop\":\"7\",\"outcome\":\"ordered\",\"cost\":\"0.12\"}");
        assertThat(answer.json()).isEqualTo(client.storedSession(id));
        assertThat(answer.field("status")).isEqualTo("completed");
    }

    @Test
    void keys_that_are_there_stay_as_they_are_and_it_is_told() {
        String id = create(Json.object("caller", "+15550100"));
        try (Logged warnings = Logged.warnings(SessionWriter.class)) {
            Answer answer = client.complete(id, ending("caller", "nobody", "outcome", "ordered")).expect(200);
            assertThat(answer.json().get("metadata")).hasToString("{\"caller\":\"+15550100\",\"outcome\":\"ordered\"}");
            assertThat(warnings.messages()).singleElement().asString().contains(id, "metadata.caller");
        }
    }

    @Test
    void keys_with_dots_and_dollars_come_back_as_everywhere() {
        String id = create(Json.object("a.b", "mine"));
        client.send("POST", "/sessions/" + id + "/complete", "application/json", "{\"metadata\":" + ODD + "}").expect(200);
        assertThat(client.get("/sessions/" + id).text()).contains(
                "\"metadata\":{\"a.b\":\"mine\",\"$outcome\":9007199254740993,\"\":-0.0,\"sum\":1.5}");
    }

    @Test
    void a_repeat_adds_nothing() {
        String id = create(Json.object());
        String first = client.complete(id, ending("outcome", "ordered")).expect(200).text();
        var before = stored.everything(id);
        assertThat(client.complete(id, ending("outcome", "none", "more", "x")).expectReplayed().text()).isEqualTo(first);
        assertThat(client.complete(id, ending("outcome", "ordered")).expectReplayed().text()).isEqualTo(first);
        assertThat(stored.everything(id)).isEqualTo(before);
    }

    @Test
    void an_ended_session_is_given_none() {
        String id = create(Json.object());
        client.complete(id).expect(200);
        assertThat(client.complete(id, ending("outcome", "late")).expectReplayed().json().get("metadata")).isEmpty();
    }

    @Test
    void a_strict_call_is_told_of_the_key_that_differs() {
        String id = create(Json.object("caller", "ann"));
        assertThat(client.strict().complete(id, ending("caller", "bob", "outcome", "x"))
                .expectProblem(409, "session-conflict").field("detail")).contains("metadata.caller").doesNotContain("outcome");
        assertThat(stored.status(id)).as("nothing was changed").isEqualTo("initiated");
        client.strict().complete(id, ending("caller", "ann", "outcome", "x")).expect(200);
        client.strict().complete(id, ending("caller", "ann", "outcome", "x")).expectReplayed();
        assertThat(client.strict().complete(id, ending("outcome", "y", "new", "z")).expectProblem(409, "session-conflict")
                .field("detail")).contains("metadata.outcome", "metadata.new").doesNotContain("caller");
    }

    @Test
    void a_repeated_creation_does_not_differ_for_what_the_end_has_added() {
        ObjectNode session = newSession(Fresh.id("call")).set("metadata", Json.object("caller", "ann"));
        client.create(session).expectCreated();
        String id = session.get("sessionId").asText();
        client.complete(id, ending("outcome", "ordered")).expect(200);
        client.strict().create(session).expectReplayed();
        client.strict().create(newSession(id).set("metadata", Json.object("caller", "ann", "outcome", "other")))
                .expectProblem(409, "session-conflict");
    }

    @Test
    void an_export_of_it_imports_as_a_replay_and_does_not_differ() {
        String id = create(Json.object("caller", "ann"));
        client.complete(id, ending("outcome", "ordered")).expect(200);
        String line = client.export("").lines().filter(each -> each.contains(id)).findFirst().orElseThrow();
        assertThat(line).contains("\"metadata\":{\"caller\":\"ann\",\"outcome\":\"ordered\"}").doesNotContain("membersAtStart");
        assertThat(client.strict().imported(line + "\n").getFirst().get("session").asText()).isEqualTo("replayed");
    }

    @Test
    void what_is_no_object_is_refused() {
        String id = create(Json.object());
        client.complete(id, Json.object("metadata", "ordered")).expectProblem(400, "malformed-request");
        client.complete(id, Json.object().set("metadata", Json.array(List.of()))).expectProblem(400, "malformed-request");
        assertThat(stored.status(id)).isEqualTo("initiated");
    }
}
