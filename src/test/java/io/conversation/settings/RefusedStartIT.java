package io.conversation.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.conversation.fault.PackagedService;

/** The packaged service with settings that are wrong: it does not start, and says so in a line each. */
class RefusedStartIT {

    @Test
    void wrong_values_and_names_are_told_all_at_once_without_a_stack_trace() throws Exception {
        assertThat(logOf("wrong-settings", Map.of("SESSIONS_DATABASE_TIMEOUT", "5", "SESSIONS_SWEEP_DRY_RUN", "ture",
                "SESSIONS_RETENSION", "30d", "SESSIONS_HTTP_MAX_BYTES", "100000000")))
                .contains("sessions.database.timeout", "say 5s for seconds", "sessions.sweep.dry-run", "true or false",
                        "is SESSIONS_RETENTION meant?", "sessions.http.max-bytes", "say 100000000B for bytes")
                .doesNotContain("\tat ");
    }

    @Test
    void what_does_not_fit_together_is_told_without_a_stack_trace() throws Exception {
        assertThat(logOf("unfit-settings", Map.of("SESSIONS_APPEND_QUEUE_MAX_EVENTS", "100")))
                .contains("sessions.append.group-max-events: a group of 500", "sessions.append.queue-max-events")
                .doesNotContain("\tat ");
    }

    @Test
    void a_topic_without_brokers_is_told_without_a_stack_trace() throws Exception {
        assertThat(logOf("no-brokers", Map.of("SESSIONS_KAFKA_IN_TOPIC", "conversations")))
                .contains("sessions.kafka.in.topic: needs KAFKA_BOOTSTRAP_SERVERS").doesNotContain("\tat ");
    }

    private static String logOf(String name, Map<String, String> settings) throws Exception {
        assertThatThrownBy(() -> new PackagedService(name, "mongodb://127.0.0.1:1", "sessions", settings))
                .isInstanceOf(AssertionError.class);
        return Files.readString(Path.of("target", "packaged-" + name + ".log"));
    }
}
