package io.conversation.fault;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.Logged;
import io.conversation.StoredConversations;
import io.conversation.embedded.PlannedAnswer.CommandError;
import io.conversation.embedded.PlannedAnswer.WriteErrors;
import io.conversation.follow.ReplicaSetDatabase;
import io.conversation.problem.ProblemResponses;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Of many that are written together the database refuses one: it fails by itself, with what it is about. */
@QuarkusTest
@TestProfile(ReplicaSetDatabase.Profile.class)
class OneOfManyTest {

    private static final int STEPPED_DOWN = 189;
    private static final int VALIDATOR = 121;
    private static final int TOO_LARGE = 17419;
    private static final int BAD_VALUE = 2;

    private final ConversationClient client = new ConversationClient();
    private final String session = Fresh.id("call");

    ReplicaSetDatabase database;

    @Inject
    StoredConversations stored;

    @AfterEach
    void asUsual() {
        database.answerAsUsual();
    }

    private JsonNode batchOfThree(int code) {
        client.create(newSession(session)).expectCreated();
        database.answer("insert", "events", new WriteErrors(code, true));
        JsonNode result = client.appendAll(session, Json.array(List.of(newEvent("a"), newEvent("b"), newEvent("c"))))
                .expect(207).json();
        assertThat(result.get("created").asInt()).isEqualTo(2);
        assertThat(result.get("failed").asInt()).isEqualTo(1);
        assertThat(stored.events(session)).isEqualTo(2);
        return result.at("/results/0");
    }

    @Test
    void an_event_of_a_batch_is_unavailable_and_the_others_are_stored() {
        JsonNode first = batchOfThree(STEPPED_DOWN);
        assertThat(first.get("status").asInt()).isEqualTo(503);
        assertThat(first.at("/problem/type").asText()).endsWith(":unavailable");

        database.answerAsUsual();
        JsonNode again = client.appendAll(session, Json.array(List.of(newEvent("a"), newEvent("b")))).expect(207).json();
        assertThat(Json.texts(again.get("results"), "status")).containsExactly("201", "200");
    }

    @Test
    void an_event_that_a_rule_of_the_operators_refuses_is_no_fault_of_its_clients() {
        try (Logged log = Logged.errors(ProblemResponses.class)) {
            JsonNode first = batchOfThree(VALIDATOR);
            assertThat(first.get("status").asInt()).isEqualTo(500);
            assertThat(first.at("/problem/type").asText()).endsWith(":internal-error");
            String traceId = first.at("/problem/traceId").asText();
            assertThat(traceId).matches("[0-9a-f]{32}");
            assertThat(log.messages()).singleElement().asString().contains(traceId);
        }
    }

    @Test
    void an_event_that_is_too_large_for_the_server_is_told_so() {
        JsonNode first = batchOfThree(TOO_LARGE);
        assertThat(first.get("status").asInt()).isEqualTo(413);
        assertThat(first.at("/problem/type").asText()).endsWith(":too-large");
    }

    @Test
    void a_defect_is_500_for_all_of_a_command_which_is_sent_once() {
        client.create(newSession(session)).expectCreated();
        database.answer("insert", "events", new CommandError(BAD_VALUE));
        long before = database.proxy().seen("insert");
        var events = IntStream.range(0, 50).mapToObj(i -> newEvent("e" + i)).toList();
        client.appendAll(session, Json.array(events)).expectProblem(500, "internal-error");
        assertThat(database.proxy().seen("insert")).isEqualTo(before + 1);
        client.append(session, newEvent("e")).expectProblem(500, "internal-error");
    }

    private List<JsonNode> importOfFour(String command, String collection, int code) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            JsonNode line = newSession(session + i).put("status", "completed").set("events",
                    Json.array(List.of(newEvent("e"))));
            lines.append(line).append('\n');
        }
        database.answer(command, collection, new WriteErrors(code, true));
        Answer answer = client.importLines(lines);
        database.answerAsUsual();
        if (answer.status() == 503) {
            answer.expectProblem(503, "unavailable");
            return client.imported(lines);
        }
        return answer.expect(200).lines();
    }

    @Test
    void a_session_of_an_import_that_is_refused_fails_its_line_alone() {
        List<JsonNode> results = importOfFour("update", "sessions", VALIDATOR);
        assertThat(results.getFirst().at("/problem/status").asInt()).isEqualTo(500);
        assertThat(stored.sessions(session + 0)).isZero();
        assertThat(stored.events(session + 0)).isZero();
        // The second command of the kind ends the sessions, and the first of those that are left is refused that.
        assertThat(results.get(1).at("/problem/status").asInt()).isEqualTo(500);
        assertThat(stored.status(session + 1)).isEqualTo("active");
        for (int i = 2; i < 4; i++) {
            assertThat(results.get(i).has("problem")).isFalse();
            assertThat(stored.status(session + i)).isEqualTo("completed");
        }
    }

    @Test
    void an_event_of_an_import_that_is_not_stored_for_now_leaves_its_session_going_on_until_the_import_is_repeated() {
        List<JsonNode> again = importOfFour("insert", "events", STEPPED_DOWN);
        assertThat(Json.texts(again, "session")).containsOnly("replayed");
        assertThat(Json.texts(again, "created")).containsExactly("1", "0", "0", "0");
        for (int i = 0; i < 4; i++) {
            assertThat(stored.status(session + i)).isEqualTo("completed");
        }
    }

    @Test
    void an_event_of_an_import_that_is_refused_fails_its_line_with_what_it_is_about() {
        List<JsonNode> results = importOfFour("insert", "events", VALIDATOR);
        assertThat(results.getFirst().at("/problem/status").asInt()).isEqualTo(500);
        assertThat(results.getFirst().get("failed").asInt()).isEqualTo(1);
        assertThat(stored.status(session + 0)).isEqualTo("active");
        assertThat(results.subList(1, 4)).noneMatch(result -> result.has("problem"));
    }

    @Test
    void a_session_that_cannot_be_erased_is_told_and_the_others_are_erased() throws Exception {
        String caller = Fresh.id("caller");
        List<String> ids = IntStream.range(0, 3).mapToObj(i -> caller + "-" + i).toList();
        ids.forEach(id -> client.create(newSession(id).set("metadata", Json.object("caller", caller))).expectCreated());
        client.append(ids.get(1), newEvent("a")).expectCreated();
        database.answer("delete", "events", new CommandError(BAD_VALUE));
        List<JsonNode> lines = client.send("DELETE", "/sessions?metadata.caller=" + caller, null, null).expect(200).lines();
        assertThat(lines.getLast()).isEqualTo(Json.object("erased", 2, "failed", 1));
        assertThat(lines.stream().filter(line -> line.has("problem"))).singleElement().satisfies(line -> {
            assertThat(line.get("sessionId").asText()).isEqualTo(ids.get(1));
            assertThat(line.get("status").asInt()).isEqualTo(500);
            assertThat(line.at("/problem/type").asText()).endsWith(":internal-error");
            assertThat(line.at("/problem/traceId").asText()).isNotEmpty();
        });
        client.session(ids.get(1), "").expectProblem(404, "session-not-found");
        database.answerAsUsual();
        client.erase(ids.get(1)).expect(204);
        ids.forEach(id -> assertThat(stored.everything(id)).isEmpty());
    }
}
