package io.conversation.session;

import static io.conversation.ConversationClient.newEvent;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.Logged;
import io.conversation.StoredConversations;
import io.conversation.telemetry.Meters;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class CompleteSessionTest {

    private static final String START = "2026-01-01T00:00:00.000Z";

    private final ConversationClient client = new ConversationClient();

    @Inject
    StoredConversations stored;

    @Inject
    Meters meters;

    @Test
    void a_completion_without_a_body_completes_now() {
        String id = client.createFresh("call");
        Answer answer = client.complete(id).expect(200);
        assertThat(answer.field("status")).isEqualTo("completed");
        assertThat(Instant.parse(answer.field("endedAt"))).isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(answer.header("Idempotent-Replayed")).isNull();
        assertThat(answer.json()).isEqualTo(client.storedSession(id));
    }

    /** One that started long ago, so that it can have ended when these tests say. */
    private String createEarly() {
        String id = Fresh.id("call");
        client.create(ConversationClient.newSession(id).put("startedAt", START)).expectCreated();
        return id;
    }

    @Test
    void a_completion_may_fail_the_session_and_say_when() {
        String id = createEarly();
        Answer answer = client.complete(id, Json.object("status", "failed", "endedAt", "2026-01-01T00:03:20.0009Z"))
                .expect(200);
        assertThat(answer.field("status")).isEqualTo("failed");
        assertThat(answer.field("endedAt")).isEqualTo("2026-01-01T00:03:20.000Z");
    }

    @Test
    void an_empty_object_completes_too() {
        assertThat(client.complete(client.createFresh("call"), "{}").expect(200).field("status")).isEqualTo("completed");
    }

    @Test
    void the_first_call_wins_and_its_end_never_moves() {
        String id = createEarly();
        String first = client.complete(id, Json.object("endedAt", "2026-01-01T00:03:20Z")).expect(200).text();
        var before = stored.everything(id);
        assertThat(client.complete(id).expectReplayed().text()).isEqualTo(first);
        assertThat(client.complete(id, Json.object("status", "failed", "endedAt", "2027-01-01T00:00:00Z")).expectReplayed()
                .text()).isEqualTo(first);
        assertThat(stored.everything(id)).isEqualTo(before);
    }

    @Test
    void a_call_for_the_other_end_is_counted_and_logged() {
        String id = client.createFresh("call");
        client.complete(id).expect(200);
        double before = meters.sessionsConflicting.count();
        try (Logged warnings = Logged.warnings(SessionWriter.class)) {
            client.complete(id, Json.object("status", "failed")).expectReplayed();
            assertThat(warnings.messages()).singleElement().asString().contains(id, "status");
        }
        assertThat(meters.sessionsConflicting.count() - before).isEqualTo(1);
    }

    @Test
    void a_strict_call_for_the_other_end_is_a_conflict() {
        String id = client.createFresh("call");
        client.complete(id).expect(200);
        Answer answer = client.strict().complete(id, Json.object("status", "failed")).expectProblem(409, "session-conflict");
        assertThat(answer.field("detail")).contains("status");
        assertThat(answer.header("Preference-Applied")).isEqualTo("handling=strict");
        assertThat(stored.status(id)).isEqualTo("completed");
    }

    @Test
    void a_strict_call_for_the_same_end_is_200() {
        String id = client.createFresh("call");
        assertThat(client.strict().complete(id).expect(200).header("Preference-Applied")).isEqualTo("handling=strict");
        assertThat(client.strict().complete(id, Json.object("endedAt", "2030-01-01T00:00:00Z")).expectReplayed()
                .header("Preference-Applied")).isEqualTo("handling=strict");
    }

    @Test
    void an_ended_session_stays_ended_whatever_comes() {
        String id = client.createFresh("call");
        client.complete(id).expect(200);
        client.append(id, newEvent("turn-1")).expectCreated();
        client.create(ConversationClient.newSession(id).put("status", "active")).expectReplayed();
        client.imported(ConversationClient.newSession(id).put("status", "active")
                .set("events", Json.array(java.util.List.of(newEvent("turn-2")))) + "\n");
        assertThat(stored.status(id)).isEqualTo("completed");
    }

    @Test
    void ends_are_counted_once() {
        String id = client.createFresh("call");
        double before = meters.sessionsEnded.count();
        client.complete(id).expect(200);
        client.complete(id).expect(200);
        assertThat(meters.sessionsEnded.count() - before).isEqualTo(1);
    }

    @Test
    void an_unknown_session_is_not_found() {
        client.complete("unknown").expectProblem(404, "session-not-found");
        assertThat(stored.sessions("unknown")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = { "active", "initiated", "over" })
    void no_other_status_is_an_end(String status) {
        String id = client.createFresh("call");
        client.complete(id, Json.object("status", status)).expectViolations("status");
        assertThat(stored.status(id)).isEqualTo("initiated");
    }

    @Test
    void every_violation_is_listed_at_once() {
        client.complete(client.createFresh("call"), Json.object("status", "over", "endedAt", "soon", "reason", "none"))
                .expectViolations("status", "endedAt", "reason");
    }

    @Test
    void a_body_that_is_not_json_is_refused() {
        String id = client.createFresh("call");
        client.complete(id, "[]").expectProblem(400, "malformed-request");
        client.send("POST", "/sessions/" + id + "/complete", "text/plain", "now").expectProblem(415, "unsupported-media-type");
        assertThat(stored.status(id)).isEqualTo("initiated");
    }

    @Test
    void an_end_before_the_start_is_refused_and_changes_nothing() {
        String id = createEarly();
        var before = stored.everything(id);
        Answer answer = client.complete(id, Json.object("endedAt", "2025-12-31T23:59:59.999Z")).expectViolations("endedAt");
        assertThat(answer.field("detail")).contains(START);
        assertThat(stored.everything(id)).isEqualTo(before);
        assertThat(client.complete(id, Json.object("endedAt", START)).expect(200).field("endedAt")).isEqualTo(START);
    }

    @Test
    void where_the_service_chooses_the_end_is_not_before_the_start() {
        String id = Fresh.id("call");
        String later = Instant.now().plusSeconds(3600).truncatedTo(java.time.temporal.ChronoUnit.MILLIS).toString();
        String start = client.create(ConversationClient.newSession(id).put("startedAt", later)).expectCreated()
                .field("startedAt");
        assertThat(client.complete(id).expect(200).field("endedAt")).isEqualTo(start);
    }

    @Test
    void a_repeat_with_an_end_before_the_start_is_a_replay_as_any() {
        String id = createEarly();
        String first = client.complete(id).expect(200).text();
        assertThat(client.complete(id, Json.object("endedAt", "2020-01-01T00:00:00Z")).expectReplayed().text())
                .isEqualTo(first);
    }
}
