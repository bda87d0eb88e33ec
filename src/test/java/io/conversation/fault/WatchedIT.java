package io.conversation.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.conversation.Json;

/** The packaged service as those who run it see it: a management port, and its log. */
class WatchedIT {

    @Test
    void readiness_is_down_at_its_port_while_the_other_one_still_serves() throws Exception {
        try (TestDatabase database = new TestDatabase();
                PackagedService packaged = new PackagedService("shutdown-delay", database.connectionString(),
                        "shutdown-" + ProcessHandle.current().pid(),
                        Map.of("SESSIONS_MANAGEMENT_PORT", Integer.toString(PackagedService.freePort()),
                                "QUARKUS_SHUTDOWN_DELAY", "3s"));
                Service service = new Service(packaged.base());
                Service management = new Service(packaged.health())) {
            assertThat(service.status("/q/health/ready")).isEqualTo(404);
            assertThat(management.status("/sessions")).isEqualTo(404);

            packaged.terminate();
            Waiting.until("readiness is down", () -> management.status("/q/health/ready") == 503);
            assertThat(management.status("/q/health/live")).isEqualTo(200);
            assertThat(service.create("call-" + UUID.randomUUID()).statusCode()).isEqualTo(201);
            assertThat(packaged.endsWithin(15)).isTrue();
            assertThat(packaged.loggedErrors()).isEmpty();
        }
    }

    @Test
    void its_log_is_json_unless_told_otherwise_and_names_the_session() throws Exception {
        String session = "call-" + UUID.randomUUID();
        String secret = "s3cr3t" + UUID.randomUUID();
        try (TestDatabase database = new TestDatabase();
                PackagedService packaged = new PackagedService("json-log", database.connectionString(),
                        "json-log-" + ProcessHandle.current().pid(), Map.of("QUARKUS_LOG_CONSOLE_JSON_ENABLED", ""));
                Service service = new Service(packaged.base())) {
            assertThat(service.create(session).statusCode()).isEqualTo(201);
            String differing = Service.session(session).replace("}", ",\"metadata\":{\"caller\":\"" + secret + "\"}}");
            assertThat(service.post("/sessions", "application/json", differing).statusCode()).isEqualTo(200);
            packaged.terminate();
            assertThat(packaged.endsWithin(15)).isTrue();

            assertThat(packaged.logged()).isNotEmpty().allSatisfy(line -> {
                assertThat(Json.parse(line).path("message").isTextual()).as(line).isTrue();
                assertThat(line).doesNotContain(secret);
            }).anySatisfy(line -> assertThat(Json.parse(line).at("/mdc/sessionId").asText()).isEqualTo(session));
        }
    }
}
