package io.conversation.retention;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.Logged;
import io.conversation.StoredConversations;
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
            settings.put("sessions.retention", "30d");
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

    @Inject
    StoredConversations stored;

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
    void a_removal_that_was_broken_off_among_the_events_is_gone_on_with_by_the_next() {
        // Or what others have left goes first.
        stored.clear();
        String id = Fresh.id("call");
        client.imported(newSession(id).put("status", "completed").set("events",
                Json.array(IntStream.range(0, 2500).mapToObj(i -> newEvent("e" + i)).toList())) + "\n");
        clock.pass(Duration.ofDays(31));
        faulty.proxy().loseAnswerOfNext("delete", 1);
        try (Logged logged = Logged.warnings(Sweeps.class)) {
            sweeps.sweep();
            assertThat(logged.messages()).hasSize(1);
        }
        assertThat(faulty.proxy().faultsLeft()).isZero();
        assertThat(stored.sessions(id)).as("the last to go").isEqualTo(1);
        assertThat(stored.events(id)).isBetween(1L, 2499L);
        client.session(id, "").expectProblem(404, "session-not-found");
        client.events(id, "").expectProblem(404, "session-not-found");
        client.event(id, "e2499").expectProblem(404, "session-not-found");

        sweeps.sweep();
        assertThat(stored.everything(id)).isEmpty();
    }

    @Test
    void a_creation_that_was_broken_off_among_the_events_is_gone_on_with_by_its_repeat() {
        String id = Fresh.id("call");
        client.imported(newSession(id).put("status", "completed").set("events",
                Json.array(IntStream.range(0, 1500).mapToObj(i -> newEvent("e" + i)).toList())) + "\n");
        clock.pass(Duration.ofDays(31));
        faulty.proxy().loseAnswerOfNext("delete", 1);
        client.create(newSession(id)).expectProblem(503, "unavailable");
        client.session(id, "").expectProblem(404, "session-not-found");
        client.create(newSession(id)).expectCreated();
        assertThat(stored.everything(id)).hasSize(1);
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
            double before = sweptSecondsAgo();
            faulty.proxy().forward();
            client.untilAvailable(() -> client.create(newSession(Fresh.id("back")))).expectCreated();
            sweeps.sweep();
            assertThat(status(id)).isEqualTo("failed");
            assertThat(sweptSecondsAgo()).as("a turn that failed does not count").isLessThan(before);
        }
    }

    private double sweptSecondsAgo() {
        return client.get("/q/metrics").text().lines().filter(line -> line.startsWith("conversation_sweep_age_seconds"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).findFirst().orElseThrow();
    }
}
