package io.conversation.event;

import static io.conversation.ConversationClient.newEvent;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Json;
import io.conversation.Logged;
import io.conversation.StoredConversations;
import io.conversation.telemetry.Meters;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class RepeatedAppendTest {

    private final ConversationClient client = new ConversationClient();
    private final ObjectNode event = newEvent("turn-1", "2026-01-01T00:00:01Z").set("payload", Json.object("a", 1, "b", "x"));
    private final ObjectNode another = event.deepCopy().put("type", "system").put("timestamp", "2026-01-01T00:00:02Z")
            .set("payload", Json.object("a", 2));
    private String id;

    @Inject
    StoredConversations stored;

    @Inject
    Meters meters;

    @BeforeEach
    void aSession() {
        id = client.createFresh("call");
    }

    @Test
    void a_repeat_is_answered_with_the_stored_event_and_changes_nothing() {
        String first = client.append(id, event).expectCreated().text();
        var before = stored.everything(id);
        for (int i = 0; i < 3; i++) {
            assertThat(client.append(id, event).expectReplayed().text()).isEqualTo(first);
        }
        assertThat(stored.everything(id)).isEqualTo(before);
    }

    @Test
    void a_repeat_that_differs_is_answered_like_any_counted_and_logged_once() {
        String first = client.append(id, event).expectCreated().text();
        var before = stored.everything(id);
        double conflicting = meters.eventsConflicting.count();
        try (Logged warnings = Logged.warnings(EventAppender.class)) {
            assertThat(client.append(id, another).expectReplayed().text()).isEqualTo(first);
            assertThat(warnings.messages()).singleElement().asString().contains(id, "turn-1", "type", "payload", "timestamp");
        }
        assertThat(meters.eventsConflicting.count() - conflicting).isEqualTo(1);
        assertThat(stored.everything(id)).isEqualTo(before);
    }

    @Test
    void a_strict_client_is_told_of_the_fields_that_differ() {
        client.append(id, event).expectCreated();
        Answer answer = client.strict().append(id, another).expectProblem(409, "event-conflict");
        assertThat(answer.field("detail")).contains("type", "payload", "timestamp");
        assertThat(answer.header("Preference-Applied")).isEqualTo("handling=strict");
        assertThat(client.strict().append(id, event.deepCopy().put("type", "system")).expectProblem(409, "event-conflict")
                .field("detail")).contains("type").doesNotContain("payload", "timestamp");
        assertThat(client.event(id, "turn-1").field("type")).isEqualTo("user_speech");
    }

    @Test
    void a_strict_client_gets_201_for_a_new_event_and_200_for_an_equal_repeat() {
        assertThat(client.strict().append(id, event).expectCreated().header("Preference-Applied")).isEqualTo("handling=strict");
        assertThat(client.strict().append(id, event).expectReplayed().header("Preference-Applied"))
                .isEqualTo("handling=strict");
    }

    @Test
    void key_order_and_spelling_do_not_differ() {
        client.append(id, event).expectCreated();
        client.strict()
                .append(id, "{\"payload\":{\"b\":\"\\u0078\",\"a\":1.0},\"timestamp\":\"2026-01-01T01:00:01.000000+01:00\","
                        + "\"type\":\"user_speech\",\"eventId\":\"turn-1\"}")
                .expectReplayed();
    }

    @Test
    void a_timestamp_that_is_left_out_does_not_differ() {
        client.append(id, event).expectCreated();
        ObjectNode without = event.deepCopy();
        without.remove("timestamp");
        client.strict().append(id, without).expectReplayed();
    }

    @Test
    void the_types_of_json_differ() {
        client.append(id, event).expectCreated();
        client.strict().append(id, event.deepCopy().set("payload", Json.object("a", "1", "b", "x")))
                .expectProblem(409, "event-conflict");
    }

    @Test
    void appends_and_repeats_are_counted() {
        double created = meters.eventsCreated.count();
        double replayed = meters.eventsReplayed.count();
        client.append(id, event).expectCreated();
        client.append(id, event).expectReplayed();
        assertThat(meters.eventsCreated.count() - created).isEqualTo(1);
        assertThat(meters.eventsReplayed.count() - replayed).isEqualTo(1);
    }
}
