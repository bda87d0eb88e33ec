package io.conversation.session;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.Logged;
import io.conversation.StoredConversations;
import io.conversation.telemetry.Meters;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class RepeatedCreationTest {

    private final ConversationClient client = new ConversationClient();
    private final String id = Fresh.id("call");
    private final ObjectNode session = newSession(id).put("startedAt", "2026-01-01T00:00:00Z")
            .set("metadata", Json.object("a", 1, "b", 2));

    @Inject
    StoredConversations stored;

    @Inject
    Meters meters;

    @Test
    void a_repeat_is_answered_with_the_stored_session_and_changes_nothing() {
        String first = client.create(session).expectCreated().text();
        var before = stored.everything(id);
        for (int i = 0; i < 3; i++) {
            assertThat(client.create(session).expectReplayed().text()).isEqualTo(first);
        }
        assertThat(stored.everything(id)).isEqualTo(before);
    }

    @Test
    void a_repeat_shows_the_session_as_it_is_by_now() {
        client.create(session).expectCreated();
        client.append(id, newEvent("turn-1")).expectCreated();
        assertThat(client.create(session).expectReplayed().field("status")).isEqualTo("active");
        client.complete(id).expect(200);
        assertThat(client.create(session).expectReplayed().field("status")).isEqualTo("completed");
    }

    @Test
    void a_repeat_that_differs_is_answered_like_any_and_the_first_writer_wins() {
        String first = client.create(session).expectCreated().text();
        Answer answer = client.create(session.deepCopy().put("language", "de").set("metadata", Json.object("a", 3)));
        assertThat(answer.expectReplayed().text()).isEqualTo(first);
        assertThat(answer.header("Preference-Applied")).isNull();
    }

    @Test
    void a_repeat_that_differs_is_counted_and_logged_once_at_warn() {
        client.create(session).expectCreated();
        double before = meters.sessionsConflicting.count();
        try (Logged warnings = Logged.warnings(SessionWriter.class)) {
            client.create(session.deepCopy().put("language", "de")).expectReplayed();
            assertThat(warnings.messages()).singleElement().asString().contains(id, "language");
        }
        assertThat(meters.sessionsConflicting.count() - before).isEqualTo(1);
    }

    @Test
    void an_equal_repeat_is_neither_counted_as_differing_nor_logged() {
        client.create(session).expectCreated();
        double before = meters.sessionsConflicting.count();
        try (Logged warnings = Logged.warnings(SessionWriter.class)) {
            client.create("{\"language\":\"en-US\",\"metadata\":{\"b\":2.0,\"a\":1},\"sessionId\":\"" + id + "\"}")
                    .expectReplayed();
            assertThat(warnings.messages()).isEmpty();
        }
        assertThat(meters.sessionsConflicting.count()).isEqualTo(before);
    }

    @Test
    void creations_and_repeats_are_counted() {
        double created = meters.sessionsCreated.count();
        double replayed = meters.sessionsReplayed.count();
        client.create(session).expectCreated();
        client.create(session).expectReplayed();
        client.create(session).expectReplayed();
        assertThat(meters.sessionsCreated.count() - created).isEqualTo(1);
        assertThat(meters.sessionsReplayed.count() - replayed).isEqualTo(2);
    }

    @Test
    void a_strict_client_is_told_of_the_fields_that_differ() {
        client.create(session).expectCreated();
        var before = stored.everything(id);
        Answer answer = client.strict().create(session.deepCopy().put("language", "de").set("metadata", Json.object("a", 3)));
        answer.expectProblem(409, "session-conflict");
        assertThat(answer.field("detail")).contains("language", "metadata");
        assertThat(answer.header("Preference-Applied")).isEqualTo("handling=strict");
        assertThat(stored.everything(id)).isEqualTo(before);
    }

    @Test
    void a_strict_client_is_told_of_no_field_that_is_the_same() {
        client.create(session).expectCreated();
        assertThat(client.strict().create(session.deepCopy().put("language", "de")).expectProblem(409, "session-conflict")
                .field("detail")).contains("language").doesNotContain("metadata");
    }

    @Test
    void a_strict_client_gets_200_for_an_equal_repeat_and_201_for_a_new_session() {
        Answer first = client.strict().create(session).expectCreated();
        assertThat(first.header("Preference-Applied")).isEqualTo("handling=strict");
        Answer second = client.strict().create(session).expectReplayed();
        assertThat(second.header("Preference-Applied")).isEqualTo("handling=strict");
    }

    @Test
    void what_a_repeat_leaves_out_does_not_differ() {
        client.create(session).expectCreated();
        client.strict().create(newSession(id)).expectReplayed();
    }

    @Test
    void the_time_and_status_of_a_repeat_do_not_count_as_content() {
        client.create(session).expectCreated();
        client.strict().create(session.deepCopy().put("startedAt", "2027-01-01T00:00:00Z").put("status", "active"))
                .expectReplayed();
        assertThat(client.storedSession(id).get("startedAt").asText()).isEqualTo("2026-01-01T00:00:00.000Z");
        assertThat(stored.status(id)).isEqualTo("initiated");
    }
}
