package io.conversation.telemetry;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.Logged;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;

/** Clocks of clients that are ahead are told of, and each answer says what time it is here. */
@QuarkusTest
class ClientClocksTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final ConversationClient client = new ConversationClient();

    @Inject
    Meters meters;

    @Test
    void each_time_is_counted_and_one_is_told() {
        Meters mine = new Meters(new SimpleMeterRegistry());
        ClientClocks clocks = new ClientClocks(mine);
        try (Logged warnings = Logged.warnings(ClientClocks.class)) {
            clocks.see(null, NOW);
            clocks.see(NOW.plus(ClientClocks.ALLOWED), NOW);
            assertThat(mine.clientClocksAhead.count()).isZero();
            clocks.see(NOW.plus(ClientClocks.ALLOWED).plusMillis(1), NOW);
            clocks.see(NOW.plus(Duration.ofDays(1)), NOW);
            assertThat(mine.clientClocksAhead.count()).isEqualTo(2);
            assertThat(warnings.messages()).singleElement().asString().contains("5M0.001S");
        }
    }

    @Test
    void events_starts_and_ends_are_looked_at_once_each() {
        String ahead = Instant.now().plus(Duration.ofHours(1)).toString();
        String id = Fresh.id("call");
        assertThat(counted(() -> client.create(newSession(id)))).isZero();
        assertThat(counted(() -> client.append(id, newEvent("now", Instant.now().toString())))).isZero();
        assertThat(counted(() -> client.append(id, newEvent("ahead", ahead)))).isEqualTo(1);
        assertThat(counted(() -> client.append(id, newEvent("ahead", ahead)))).as("a replay").isZero();
        assertThat(counted(() -> client.complete(id, Json.object("endedAt", ahead)))).isEqualTo(1);
        assertThat(counted(() -> client.create(newSession(Fresh.id("call")).put("startedAt", ahead)))).isEqualTo(1);
        assertThat(counted(() -> client.imported(newSession(Fresh.id("call"))
                .set("events", Json.array(List.of(newEvent("ahead", ahead)))) + "\n"))).isEqualTo(1);
    }

    private double counted(Runnable request) {
        double before = meters.clientClocksAhead.count();
        request.run();
        return meters.clientClocksAhead.count() - before;
    }

    @ParameterizedTest
    @ValueSource(strings = { "/sessions", "/sessions/unknown", "/nothing", "/q/health/live", "/q/metrics", "/",
            "/sessions?limit=0", "/sessions/export" })
    void every_answer_says_when_it_was_given(String path) {
        Answer answer = client.get(path);
        ZonedDateTime date = ZonedDateTime.parse(answer.header("Date"), DateTimeFormatter.RFC_1123_DATE_TIME);
        assertThat(answer.header("Date")).matches("[A-Z][a-z]{2}, \\d{2} [A-Z][a-z]{2} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT");
        assertThat(date.toInstant()).isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
    }
}
