package io.conversation.event;

import static io.conversation.ConversationClient.newEvent;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Json;
import io.conversation.StoredConversations;
import io.conversation.telemetry.Meters;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class AppendEventTest {

    private final ConversationClient client = new ConversationClient();

    @Inject
    StoredConversations stored;

    @Inject
    Meters meters;

    @Test
    void a_new_event_is_answered_whole_with_its_place() {
        String id = client.createFresh("call");
        Answer answer = client.append(id, newEvent("turn-1", "2026-01-01T00:00:04.1209Z")).expectCreated();
        assertThat(answer.header("Location")).isEqualTo("/sessions/" + id + "/events/turn-1");
        assertThat(answer.contentType()).isEqualTo("application/json");
        assertThat(answer.text()).matches("\\{\"eventId\":\"turn-1\",\"sessionId\":\"" + id + "\",\"type\":\"user_speech\","
                + "\"payload\":\\{\"text\":\"a latte, please\"},\"timestamp\":\"2026-01-01T00:00:04.120Z\","
                + "\"receivedAt\":\"....-..-..T..:..:..\\....Z\"}");
        assertThat(client.get(answer.header("Location")).expect(200).text()).isEqualTo(answer.text());
    }

    @Test
    void without_a_timestamp_it_is_when_the_event_was_received() {
        Answer answer = client.append(client.createFresh("call"), newEvent("turn-1")).expectCreated();
        assertThat(answer.field("timestamp")).isEqualTo(answer.field("receivedAt"));
        assertThat(Instant.parse(answer.field("receivedAt"))).isBetween(Instant.now().minusSeconds(60), Instant.now());
    }

    @ParameterizedTest
    @ValueSource(strings = { "user_speech", "bot_speech", "system" })
    void each_configured_type_is_taken(String type) {
        assertThat(
                client.append(client.createFresh("call"), newEvent("turn-1").put("type", type)).expectCreated().field("type"))
                .isEqualTo(type);
    }

    @Test
    void the_first_event_makes_the_session_active() {
        String id = client.createFresh("call");
        assertThat(stored.status(id)).isEqualTo("initiated");
        client.append(id, newEvent("turn-1")).expectCreated();
        assertThat(stored.status(id)).isEqualTo("active");
        client.append(id, newEvent("turn-2")).expectCreated();
        assertThat(stored.status(id)).isEqualTo("active");
    }

    @Test
    void a_refused_event_does_not_make_the_session_active() {
        String id = client.createFresh("call");
        client.append(id, newEvent("turn-1").put("type", "noise")).expectViolations("type");
        assertThat(stored.status(id)).isEqualTo("initiated");
        assertThat(stored.events(id)).isZero();
    }

    @Test
    void append_after_completion_is_stored_and_marked_late() {
        String id = client.createFresh("call");
        double before = meters.eventsLate.count();
        client.append(id, newEvent("turn-1")).expectCreated();
        client.complete(id).expect(200);
        Answer answer = client.append(id, newEvent("turn-2")).expectCreated();
        assertThat(answer.json().get("late").isBoolean()).isTrue();
        assertThat(answer.json().get("late").asBoolean()).isTrue();
        assertThat(client.event(id, "turn-2").json().get("late").asBoolean()).isTrue();
        assertThat(client.event(id, "turn-1").json().has("late")).isFalse();
        assertThat(stored.status(id)).isEqualTo("completed");
        assertThat(meters.eventsLate.count() - before).isEqualTo(1);
    }

    @Test
    void a_retry_of_a_stored_event_is_a_replay_also_after_the_end() {
        String id = client.createFresh("call");
        String first = client.append(id, newEvent("turn-1")).expectCreated().text();
        client.complete(id).expect(200);
        assertThat(client.append(id, newEvent("turn-1")).expectReplayed().text()).isEqualTo(first);
    }

    @Test
    void the_session_may_be_named_in_the_body_when_it_is_that_of_the_path() {
        String id = client.createFresh("call");
        client.append(id, newEvent("turn-1").put("sessionId", id)).expectCreated();
        client.append(id, newEvent("turn-2").put("sessionId", "another")).expectViolations("sessionId");
        assertThat(stored.events(id)).isEqualTo(1);
    }

    @Test
    void an_event_id_is_unique_in_its_session_only() {
        client.append(client.createFresh("call"), newEvent("turn-1")).expectCreated();
        client.append(client.createFresh("call"), newEvent("turn-1")).expectCreated();
    }

    @Test
    void an_unknown_session_is_not_found_and_not_made() {
        client.append("unknown", newEvent("turn-1")).expectProblem(404, "session-not-found");
        assertThat(stored.sessions("unknown") + stored.events("unknown")).isZero();
    }

    @Test
    void every_violation_is_listed_at_once() {
        client.append(client.createFresh("call"),
                Json.object("eventId", "a/b", "type", "noise", "timestamp", "now", "sessionId",
                        "another", "colour", "red"))
                .expectViolations("eventId", "type", "payload", "timestamp", "sessionId", "colour");
    }

    @ParameterizedTest
    @ValueSource(strings = { "receivedAt", "late", "_id" })
    void what_the_service_says_of_an_event_cannot_be_sent(String field) {
        client.append(client.createFresh("call"), newEvent("turn-1").put(field, "2026-01-01T00:00:00Z"))
                .expectViolations(field);
    }

    @Test
    void a_payload_may_be_empty_and_as_large_as_a_body() {
        String id = client.createFresh("call");
        client.append(id, newEvent("empty").set("payload", Json.object())).expectCreated();
        String text = "é".repeat(500_000);
        client.append(id, newEvent("large").set("payload", Json.object("text", text))).expectCreated();
        assertThat(client.event(id, "large").json().at("/payload/text").asText()).isEqualTo(text);
    }
}
