package io.conversation.session;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.StoredConversations;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class CreateSessionTest {

    private final ConversationClient client = new ConversationClient();

    @Inject
    StoredConversations stored;

    @Test
    void a_new_session_is_answered_whole_with_its_place() {
        String id = Fresh.id("call");
        Answer answer = client.create(Json.object("sessionId", id, "language", "en-US", "metadata",
                Json.object("caller", "+15550100"), "startedAt", "2026-01-01T01:00:00.1239+01:00")).expectCreated();
        assertThat(answer.header("Location")).isEqualTo("/sessions/" + id);
        assertThat(answer.contentType()).isEqualTo("application/json");
        assertThat(answer.text()).isEqualTo("{\"sessionId\":\"" + id + "\",\"status\":\"initiated\",\"language\":\"en-US\","
                + "\"startedAt\":\"2026-01-01T00:00:00.123Z\",\"endedAt\":null,\"metadata\":{\"caller\":\"+15550100\"}}");
    }

    @Test
    void what_is_left_out_has_its_default() {
        Instant before = Instant.now();
        Answer answer = client.create(newSession(Fresh.id("call"))).expectCreated();
        assertThat(answer.field("status")).isEqualTo("initiated");
        assertThat(answer.json().get("metadata").toString()).isEqualTo("{}");
        assertThat(Instant.parse(answer.field("startedAt"))).isBetween(before.minusMillis(1), Instant.now());
    }

    @Test
    void fields_that_are_null_count_as_absent() {
        Answer answer = client.create(newSession(Fresh.id("call")).putNull("metadata").putNull("startedAt").putNull("status"));
        assertThat(answer.expectCreated().json().get("metadata").toString()).isEqualTo("{}");
    }

    @Test
    void a_session_may_be_created_active() {
        assertThat(client.create(newSession(Fresh.id("call")).put("status", "active")).expectCreated().field("status"))
                .isEqualTo("active");
    }

    @ParameterizedTest
    @ValueSource(strings = { "completed", "failed", "ACTIVE", "" })
    void a_session_cannot_be_created_with_another_status(String status) {
        client.create(newSession(Fresh.id("call")).put("status", status)).expectViolations("status");
    }

    @ParameterizedTest
    @ValueSource(strings = { "+15550100", "a._:@+~-", "x@y.example:5060" })
    void every_well_formed_id_is_found_under_its_place(String name) {
        String id = name + Fresh.id("");
        String place = client.create(newSession(id)).expectCreated().header("Location");
        assertThat(client.get(place).expect(200).json().at("/session/sessionId").asText()).isEqualTo(id);
        client.append(id, newEvent("e")).expectCreated();
        assertThat(Json.texts(client.get(place).json().get("events"), "sessionId")).containsExactly(id);
    }

    @Test
    void the_language_is_kept_as_given() {
        assertThat(client.create(newSession(Fresh.id("call")).put("language", "zh-hant-tw")).expectCreated().field("language"))
                .isEqualTo("zh-hant-tw");
    }

    @Test
    void every_violation_is_listed_at_once() {
        client.create(Json.object("sessionId", ".", "language", "en_US", "status", "over", "startedAt", "yesterday", "colour",
                "red")).expectViolations("sessionId", "language", "status", "startedAt", "colour");
    }

    @Test
    void an_unknown_field_is_named_with_those_that_are_known() {
        Answer answer = client.create(newSession(Fresh.id("call")).put("endedAt", "2026-01-01T00:00:00Z"));
        answer.expectViolations("endedAt");
        assertThat(answer.json().at("/violations/0/message").asText())
                .contains("language, metadata, sessionId, startedAt, status");
    }

    @Test
    void nothing_is_stored_of_what_is_refused() {
        String id = Fresh.id("call");
        client.create(newSession(id).put("language", "?")).expectViolations("language");
        assertThat(stored.sessions(id)).isZero();
    }

    @Test
    void a_session_may_be_as_large_as_a_body() {
        String id = Fresh.id("call");
        String text = "x".repeat(1024 * 1024 - 200);
        client.create(newSession(id).set("metadata", Json.object("text", text))).expectCreated();
        assertThat(client.storedSession(id).at("/metadata/text").asText()).isEqualTo(text);
    }

    @Test
    void a_session_has_no_other_field_than_those_of_the_contract() {
        String id = client.createFresh("call");
        assertThat(client.storedSession(id).fieldNames()).toIterable()
                .containsExactly("sessionId", "status", "language", "startedAt", "endedAt", "metadata");
    }

    @Test
    void the_time_of_the_server_is_utc_with_milliseconds() {
        String startedAt = client.create(newSession(Fresh.id("call"))).field("startedAt");
        assertThat(startedAt).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(Duration.between(Instant.parse(startedAt), Instant.now())).isLessThan(Duration.ofMinutes(1));
    }
}
