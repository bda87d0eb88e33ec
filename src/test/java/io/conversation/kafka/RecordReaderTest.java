package io.conversation.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

import jakarta.inject.Inject;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.event.EventTypes;
import io.conversation.problem.ProblemException;
import io.conversation.problem.Violation;
import io.conversation.session.SessionStatus;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class RecordReaderTest {

    private static final String EVENT = "{\"eventId\":\"e\",\"type\":\"system\",\"payload\":{}";
    private static final String SESSION = "{\"sessionId\":\"call\",\"language\":\"en-US\"";
    private static final String ENDED = SESSION
            + ",\"status\":\"failed\",\"endedAt\":\"2026-01-01T00:00:00Z\",\"metadata\":{\"a\":1}}";

    @Inject
    EventTypes types;

    private Asked read(String key, String value, String... headers) {
        return read(Optional.empty(), key, value, headers);
    }

    private Asked read(Optional<String> tenantClaim, String key, String value, String... headers) {
        ConsumerRecord<byte[], byte[]> message = new ConsumerRecord<>("in", 0, 0, key == null ? null : bytes(key),
                bytes(value));
        for (int i = 0; i < headers.length; i += 2) {
            message.headers().add(headers[i], bytes(headers[i + 1]));
        }
        return new RecordReader(types, () -> tenantClaim).read(message);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Asked typed(String type, String value) {
        return read("call", value, "ce_specversion", "1.0", "ce_type", type);
    }

    @Test
    void the_session_is_the_fields_then_the_subjects_then_the_keys() {
        assertThat(read("key", EVENT + ",\"sessionId\":\"field\"}", "ce_subject", "subject").sessionId().clientId())
                .isEqualTo("field");
        assertThat(read("key", EVENT + "}", "ce_subject", "subject").sessionId().clientId()).isEqualTo("subject");
        assertThat(read("key", EVENT + "}").sessionId().clientId()).isEqualTo("key");
        assertThatThrownBy(() -> read(null, EVENT + "}")).hasMessage("sessionId is required");
    }

    @Test
    void an_event_that_was_stored_elsewhere_is_taken_at_its_word() {
        Asked.Happened fresh = (Asked.Happened) read("call", EVENT + "}");
        assertThat(fresh.event().tellsLate()).isFalse();
        Asked.Happened stored = (Asked.Happened) typed(CloudEvents.STORED,
                EVENT + ",\"receivedAt\":\"2026-01-01T00:00:00.000Z\",\"late\":true}");
        assertThat(stored.event().tellsLate()).isTrue();
        assertThat(stored.event().sent().late()).isTrue();
        assertThat(stored.event().sent().receivedAt()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Test
    void of_a_session_as_it_is_now_its_creation_is_what_it_began_with_and_its_end_how_it_ended() {
        Asked.Creation created = (Asked.Creation) typed(CloudEvents.CREATED, ENDED);
        assertThat(created.session().status()).isEqualTo(SessionStatus.ACTIVE);
        assertThat(created.session().endedAt()).isNull();
        Asked.End end = (Asked.End) typed(CloudEvents.ENDED, ENDED);
        assertThat(end.completion().status()).isEqualTo(SessionStatus.FAILED);
        assertThat(end.completion().endedAt()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(end.completion().metadata().members()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"sessionId\":\"call\"}", "{}", "{\"metadata\":{\"outcome\":\"ordered\"}}" })
    void what_may_as_well_be_a_session_without_its_language_ends_none(String value) {
        assertThatThrownBy(() -> read("call", value)).hasMessageStartingWith("body has to be a session, with language");
    }

    @Test
    void what_is_no_field_of_its_kind_is_told_with_all_else_that_is_wrong() {
        assertThatThrownBy(() -> read("a b", "{\"eventId\":\"e\",\"language\":\"x\",\"colour\":1}"))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.violations())
                        .extracting(Violation::field).containsExactly("colour", "language", "sessionId"));
        assertThatThrownBy(() -> read("call", ENDED)).hasMessageContaining("endedAt is not a field here");
    }

    @ParameterizedTest
    @CsvSource({ "0.3,io.conversation.event.stored,specversion has to be 1.0", "1.0,com.example.other,type has to be" })
    void another_version_or_type_of_cloud_event_is_refused(String version, String type, String told) {
        assertThatThrownBy(() -> read("call", EVENT + "}", "ce_specversion", version, "ce_type", type))
                .hasMessageStartingWith(told);
    }

    @Test
    void a_structured_cloud_event_is_all_in_its_value_with_whatever_extensions() {
        String type = "application/cloudevents+json; charset=UTF-8";
        String whole = "{\"specversion\":\"1.0\",\"type\":\"io.conversation.event.stored\",\"n\":[{}],\"data\":" + EVENT
                + "},\"subject\":\"call\"}";
        assertThat(read("key", whole, "content-type", type).sessionId().clientId()).isEqualTo("call");
        assertThatThrownBy(() -> read("key", whole.replace("\"data\"", "\"data_base64\""), "content-type", type))
                .hasMessage("data is required, a JSON object");
        assertThatThrownBy(() -> read("key", whole.replace("\"n\"", "\"type\""), "content-type", type))
                .hasMessageContaining("uplicate");
        assertThatThrownBy(() -> read("key", whole.replace("eventId", "eventid"), "content-type", type))
                .hasMessageStartingWith("data.eventid is not a field here");
    }

    @ParameterizedTest
    @ValueSource(strings = { "text/plain", "application/cloudevents-batch+json", "application/avro" })
    void what_is_no_json_by_its_own_word_is_refused(String type) {
        assertThatThrownBy(() -> read("call", EVENT + "}", "content-type", type))
                .hasMessageStartingWith("A record is of application/json");
    }

    @Test
    void where_there_are_tenants_each_record_says_whose_it_is_and_else_none_may() {
        Optional<String> claim = Optional.of("organization");
        assertThat(read(claim, "call", EVENT + "}", "ce_tenant", "acme").sessionId().tenant().name()).isEqualTo("acme");
        assertThatThrownBy(() -> read(claim, "call", EVENT + "}")).hasMessageStartingWith("tenant is required");
        assertThatThrownBy(() -> read(claim, "call", EVENT + "}", "ce_tenant", "a/b"))
                .hasMessageStartingWith("tenant has to be");
        assertThatThrownBy(() -> read("call", EVENT + "}", "ce_tenant", "acme")).hasMessageStartingWith("tenant is not known");
    }
}
