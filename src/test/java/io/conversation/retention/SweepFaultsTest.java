package io.conversation.retention;

import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Logged;
import io.conversation.database.MovableClock;
import io.conversation.fault.FaultyDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** A sweep that meets no database says so once, and does later what it could not do. */
@QuarkusTest
@TestProfile(SweepFaultsTest.Faulty.class)
class SweepFaultsTest {

    /** Sweeps on a database that can be taken away. */
    public static class Faulty extends FaultyDatabase.Profile {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.put("sessions.abandon-after", "1h");
            settings.put("sessions.sweep.interval", "24h");
            return settings;
        }

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(MovableClock.class);
        }
    }

    private final ConversationClient client = new ConversationClient();

    FaultyDatabase faulty;

    @Inject
    Sweeps sweeps;

    @Inject
    MovableClock clock;

    @BeforeEach
    @AfterEach
    void there() {
        faulty.proxy().forward();
        client.untilAvailable(() -> client.create(newSession(Fresh.id("first")))).expectCreated();
    }

    private String status(String id) {
        return client.untilAvailable(() -> client.session(id, "")).expect(200).json().at("/session/status").asText();
    }

    @Test
    void an_outage_is_told_once_and_then_gone_on_from() {
        String id = client.createFresh("call");
        clock.pass(Duration.ofHours(2));
        for (int outage = 0; outage < 2; outage++) {
            try (Logged logged = Logged.warnings(Sweeps.class)) {
                faulty.proxy().away();
                sweeps.sweep();
                sweeps.sweep();
                assertThat(logged.messages()).hasSize(1);
                assertThat(logged.messages().getFirst())
                        .startsWith("Sessions whose time has come wait for the database: ");
            }
            faulty.proxy().forward();
            client.untilAvailable(() -> client.create(newSession(Fresh.id("back")))).expectCreated();
            sweeps.sweep();
            assertThat(status(id)).isEqualTo("failed");
        }
    }
}
