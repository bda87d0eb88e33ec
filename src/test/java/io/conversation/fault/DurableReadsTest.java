package io.conversation.fault;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.StoredConversations;
import io.conversation.embedded.PlannedAnswer.NothingFound;
import io.conversation.embedded.PlannedAnswer.ReadError;
import io.conversation.follow.ReplicaSetDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/**
 * What is told of what is stored is durable, and that something is not there is a majority's word. The embedded replica set
 * plays a set whose members know different things: one that hides documents from reads of some read concern.
 */
@QuarkusTest
@TestProfile(ReplicaSetDatabase.Profile.class)
class DurableReadsTest {

    private static final int NOT_A_REPLICA_SET = 123;
    private static final int NOT_CONFIRMED = 187;

    private final ConversationClient client = new ConversationClient();
    private final String session = Fresh.id("call");

    ReplicaSetDatabase database;

    @Inject
    StoredConversations stored;

    @BeforeEach
    void create() {
        client.create(newSession(session)).expectCreated();
    }

    @AfterEach
    void asUsual() {
        database.answerAsUsual();
    }

    @Test
    void a_repeated_event_that_a_majority_does_not_have_yet_is_unavailable_and_then_a_replay() {
        client.append(session, newEvent("e")).expectCreated();
        database.answer("find", "events", new NothingFound("majority"));
        client.append(session, newEvent("e")).expectProblem(503, "unavailable");
        JsonNode batch = client.appendAll(session, Json.array(List.of(newEvent("e"), newEvent("f")))).expect(207).json();
        assertThat(Json.texts(batch.get("results"), "status")).containsExactly("503", "201");

        database.answerAsUsual();
        client.append(session, newEvent("e")).expectReplayed();
        assertThat(stored.events(session)).isEqualTo(2);
    }

    @Test
    void an_end_that_a_majority_does_not_know_yet_is_unavailable_and_then_a_replay() {
        client.complete(session).expect(200);
        database.answer("find", "sessions", new NothingFound("majority"));
        client.complete(session).expectReplayed();
        // Neither as a majority has it nor as it is confirmed.
        database.answer("find", "sessions", new ReadError("majority", NOT_CONFIRMED));
        client.complete(session).expectProblem(503, "unavailable");

        database.answerAsUsual();
        client.complete(session).expectReplayed();
    }

    @Test
    void an_imported_session_that_a_majority_does_not_have_yet_stops_the_import() {
        database.answer("find", "sessions", new NothingFound("majority"));
        client.importLines(newSession(session) + "\n").expectProblem(503, "unavailable");

        database.answerAsUsual();
        assertThat(client.imported(newSession(session) + "\n").getFirst().get("session").asText()).isEqualTo("replayed");
    }

    @Test
    void a_session_that_a_primary_cut_off_from_its_set_does_not_know_is_found_at_the_second_look() {
        database.answer("find", "sessions", new NothingFound(null));
        client.append(session, newEvent("a")).expectCreated();
        assertThat(client.appendAll(session, Json.array(List.of(newEvent("a"), newEvent("b")))).expect(207).json()
                .get("created").asInt()).isEqualTo(1);

        database.answerAsUsual();
        assertThat(stored.status(session)).isEqualTo("active");
        assertThat(stored.events(session)).isEqualTo(2);
    }

    @Test
    void a_session_that_nobody_can_confirm_not_to_be_there_is_unavailable() {
        String unknown = Fresh.id("nobody");
        database.answer("find", "sessions", new ReadError("linearizable", NOT_CONFIRMED));
        client.append(unknown, newEvent("e")).expectProblem(503, "unavailable");
        client.append(session, newEvent("e")).expectCreated();
        client.complete(unknown).expectProblem(503, "unavailable");

        database.answerAsUsual();
        client.append(unknown, newEvent("e")).expectProblem(404, "session-not-found");
        client.complete(unknown).expectProblem(404, "session-not-found");
    }

    @Test
    void the_word_of_a_server_that_is_no_replica_set_is_enough() {
        database.answer("find", "sessions", new ReadError("linearizable", NOT_A_REPLICA_SET));
        client.append(Fresh.id("nobody"), newEvent("e")).expectProblem(404, "session-not-found");
        client.complete(Fresh.id("nobody")).expectProblem(404, "session-not-found");
    }

    @Test
    void a_session_that_is_there_is_looked_up_once() {
        client.append(session, newEvent("a")).expectCreated();
        long before = database.proxy().seen("find");
        client.append(session, newEvent("b")).expectCreated();
        assertThat(database.proxy().seen("find")).isEqualTo(before + 1);
    }
}
