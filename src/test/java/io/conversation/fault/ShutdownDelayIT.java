package io.conversation.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

/** The packaged service with a management port, told to end while traffic still comes. */
class ShutdownDelayIT {

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
}
