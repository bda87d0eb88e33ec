package io.conversation.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Logged;
import io.conversation.fault.Waiting;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** A pod whose clock is not the database's says so, and takes no traffic while it is too far away. */
@QuarkusTest
@TestProfile(ClockComparisonTest.Moving.class)
class ClockComparisonTest {

    /** Runs the service by a clock that the test moves. */
    public static class Moving implements QuarkusTestProfile {

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(MovableClock.class);
        }
    }

    private final ConversationClient client = new ConversationClient();

    @Inject
    MovableClock clock;

    @Inject
    ClockComparison clocks;

    @BeforeEach
    void ready() {
        move(Duration.ZERO);
        client.awaitReady();
    }

    @AfterEach
    void back() {
        move(Duration.ZERO);
    }

    @Test
    void clocks_that_agree_are_ready_and_told_as_a_metric() {
        assertThat(check(client.get("/q/health/ready").expect(200)).at("/data/difference").asText())
                .matches("0\\.\\d{3} s (behind|ahead of) the database's");
        assertThat(metric()).isBetween(-1.0, 1.0);
    }

    @ParameterizedTest
    @ValueSource(longs = { 12, -12 })
    void past_the_allowance_the_pod_is_not_ready_and_says_by_how_much_and_what_to_do(long seconds) {
        move(Duration.ofSeconds(seconds));
        JsonNode check = check(client.get("/q/health/ready").expect(503));
        assertThat(check.get("status").asText()).isEqualTo("DOWN");
        assertThat(check.at("/data/difference").asText()).matches("This pod's clock is 1[12]\\.\\d{3} s "
                + (seconds > 0 ? "ahead of" : "behind") + " the database's; 10\\.0 s are allowed .* NTP.*");
        assertThat(metric()).isBetween(seconds - 1.0, seconds + 1.0);
        assertThat(client.get("/q/health/live").expect(200).field("status")).isEqualTo("UP");
        move(Duration.ZERO);
        client.get("/q/health/ready").expect(200);
    }

    @Test
    void it_is_told_when_it_gets_worse_and_not_again_for_an_hour() {
        try (Logged logged = Logged.warnings(ClockComparison.class)) {
            move(Duration.ofSeconds(4));
            assertThat(logged.messages()).isEmpty();
            for (int seconds : new int[] { 6, 7, 6, 12, 13, 6, 12 }) {
                move(Duration.ofSeconds(seconds));
            }
            assertThat(logged.messages()).hasSize(2);
            assertThat(logged.messages().getFirst()).matches("This pod's clock is [56]\\.\\d{3} s ahead of .*NTP.*");
            assertThat(logged.messages().getLast()).matches("This pod's clock is 1[12]\\.\\d{3} s ahead of .*NTP.*");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = { 12, -12 })
    void a_clock_that_is_set_between_two_comparisons_is_known_at_once_and_compared_again_at_once(long seconds)
            throws Exception {
        clock.ahead(Duration.ofSeconds(seconds));
        assertThat(clocks.isAllowed()).isFalse();
        clock.ahead(Duration.ofSeconds(seconds / 2));
        assertThat(clocks.isAllowed()).isTrue();
        move(Duration.ZERO);
        try (Logged logged = Logged.warnings(ClockComparison.class)) {
            clock.ahead(Duration.ofSeconds(seconds));
            long begun = System.nanoTime();
            Waiting.until("it is compared, and told", () -> !logged.messages().isEmpty());
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
            clock.ahead(Duration.ZERO);
            Waiting.until("it is right again", clocks::isAllowed);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
        }
    }

    private void move(Duration ahead) {
        clock.ahead(ahead);
        clocks.compare();
    }

    private double metric() {
        return client.get("/q/metrics").expect(200).text().lines()
                .filter(line -> line.startsWith("conversation_clock_difference_seconds"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).findFirst().orElseThrow();
    }

    private static JsonNode check(Answer ready) {
        for (JsonNode check : ready.json().get("checks")) {
            if (check.get("name").asText().equals("clock")) {
                return check;
            }
        }
        throw new AssertionError("The clock is not checked: " + ready);
    }
}
