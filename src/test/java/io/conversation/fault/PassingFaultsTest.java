package io.conversation.fault;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.StoredConversations;
import io.conversation.embedded.PlannedAnswer;
import io.conversation.embedded.PlannedAnswer.CommandError;
import io.conversation.embedded.PlannedAnswer.WriteConcernError;
import io.conversation.embedded.PlannedAnswer.WriteErrors;
import io.conversation.follow.ReplicaSetDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/**
 * A server in trouble, whatever its word for it: 503, never a 4xx that a client may drop what it sent for, and the retry stores
 * it once.
 */
@QuarkusTest
@TestProfile(ReplicaSetDatabase.Profile.class)
class PassingFaultsTest {

    private final ConversationClient client = new ConversationClient();
    private final String session = Fresh.id("call");

    ReplicaSetDatabase database;

    @Inject
    StoredConversations stored;

    /** Stepped down, shutting down, interrupted, busy, full, blocked, without a right, out of reach, not confirmed. */
    static Stream<Integer> codes() {
        return Stream.of(189, 10107, 11602, 13435, 91, 11600, 11601, 112, 14031, 371, 13, 18, 6, 89, 9001, 262, 462, 365, 246);
    }

    static Stream<PlannedAnswer> ofCommands() {
        return Stream.concat(codes().map(CommandError::new),
                Stream.of(new CommandError(1, "RetryableWriteError"), new CommandError(1, "SystemOverloadedError"),
                        new WriteConcernError(64), new WriteConcernError(100),
                        new WriteConcernError(91, "RetryableWriteError")));
    }

    static Stream<PlannedAnswer> ofDocuments() {
        return codes().map(code -> new WriteErrors(code, false));
    }

    static Stream<PlannedAnswer> ofAll() {
        return Stream.concat(ofCommands(), ofDocuments());
    }

    @AfterEach
    void asUsual() {
        database.answerAsUsual();
    }

    private void newlyCreated() {
        // After a cut connection the driver sends nothing until it has checked the server.
        client.untilAvailable(() -> client.create(newSession(session))).expect(201);
    }

    /** As clients do; what a failed write concern left is there, once, and the retry is a replay. */
    private Answer retried(PlannedAnswer answer, Supplier<Answer> request) {
        database.answerAsUsual();
        Answer again = client.untilAvailable(request);
        return answer instanceof WriteConcernError ? again.expectReplayed() : again;
    }

    private static void assertUnavailable(Answer answer) {
        answer.expectProblem(503, "unavailable");
        assertThat(answer.header("Retry-After")).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("ofAll")
    void an_append_is_unavailable_and_its_retry_is_stored_once(PlannedAnswer answer) {
        newlyCreated();
        database.answer("insert", "events", answer);
        assertUnavailable(client.append(session, newEvent("e")));

        assertThat(retried(answer, () -> client.append(session, newEvent("e"))).status()).isIn(200, 201);
        client.append(session, newEvent("e")).expectReplayed();
        assertThat(stored.events(session)).isEqualTo(1);
        assertThat(stored.status(session)).isEqualTo("active");
    }

    @ParameterizedTest
    @MethodSource("codes")
    void an_append_whose_session_cannot_be_looked_up_is_unavailable(int code) {
        newlyCreated();
        database.answer("find", "sessions", new CommandError(code));
        assertUnavailable(client.append(session, newEvent("e")));
    }

    @ParameterizedTest
    @MethodSource("ofAll")
    void an_append_whose_session_is_not_made_active_is_unavailable_and_its_retry_makes_it_so(PlannedAnswer answer) {
        newlyCreated();
        database.answer("update", "sessions", answer);
        assertUnavailable(client.append(session, newEvent("e")));

        database.answerAsUsual();
        Answer again = client.untilAvailable(() -> client.append(session, newEvent("e")));
        if (database.failsNothingElse(answer)) {
            again.expectReplayed();
        } else {
            again.expectCreated();
        }
        assertThat(stored.events(session)).isEqualTo(1);
        assertThat(stored.status(session)).isEqualTo("active");
    }

    @ParameterizedTest
    @MethodSource("ofAll")
    void a_batch_is_unavailable_as_a_whole_or_event_by_event(PlannedAnswer answer) {
        newlyCreated();
        var events = Json.array(List.of(newEvent("a"), newEvent("b")));
        database.answer("insert", "events", answer);
        Answer first = client.appendAll(session, events);
        if (first.status() == 207) {
            assertThat(Json.texts(first.json().get("results"), "status")).containsExactly("503", "503");
            assertThat(first.json().at("/results/0/problem/type").asText()).endsWith(":unavailable");
        } else {
            assertUnavailable(first);
        }

        database.answerAsUsual();
        JsonNode again = client.untilAvailable(() -> client.appendAll(session, events)).expect(207).json();
        assertThat(again.get("failed").asInt()).isZero();
        assertThat(stored.events(session)).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("ofCommands")
    void a_creation_is_unavailable_and_its_retry_is_stored_once(PlannedAnswer answer) {
        database.answer("findAndModify", "sessions", answer);
        assertUnavailable(client.create(newSession(session)));

        assertThat(retried(answer, () -> client.create(newSession(session))).status()).isIn(200, 201);
        assertThat(stored.sessions(session)).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("ofCommands")
    void a_completion_is_unavailable_and_its_retry_ends_the_session(PlannedAnswer answer) {
        newlyCreated();
        database.answer("findAndModify", "sessions", answer);
        assertUnavailable(client.complete(session));

        retried(answer, () -> client.complete(session)).expect(200);
        assertThat(stored.status(session)).isEqualTo("completed");
    }

    @ParameterizedTest
    @MethodSource("ofAll")
    void an_import_stops_at_its_sessions_and_is_completed_by_sending_it_again(PlannedAnswer answer) {
        importStopsAndIsCompleted("update", "sessions", answer);
    }

    @ParameterizedTest
    @MethodSource("ofAll")
    void an_import_stops_at_its_events_and_is_completed_by_sending_it_again(PlannedAnswer answer) {
        importStopsAndIsCompleted("insert", "events", answer);
    }

    private void importStopsAndIsCompleted(String command, String collection, PlannedAnswer answer) {
        var line = newSession(session).put("status", "completed").set("events",
                Json.array(List.of(newEvent("a"), newEvent("b"))));
        database.answer(command, collection, answer);
        assertUnavailable(client.importLines(line + "\n"));

        database.answerAsUsual();
        JsonNode again = client.untilAvailable(() -> client.importLines(line + "\n")).expect(200).lines().getFirst();
        assertThat(again.has("problem")).as("%s", again).isFalse();
        assertThat(stored.sessions(session)).isEqualTo(1);
        assertThat(stored.events(session)).isEqualTo(2);
        assertThat(stored.status(session)).isEqualTo("completed");
    }
}
