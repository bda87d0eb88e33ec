package io.conversation.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PausesTest {

    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LAST = FIRST.plus(Duration.ofDays(1));
    private static final double EVEN = 0.5;

    @Test
    void pauses_grow_as_the_standard_has_them_and_the_last_attempt_is_at_the_end_of_the_day() {
        List<Duration> after = new ArrayList<>();
        Instant now = FIRST;
        Optional<Instant> next = Pauses.next(1, now, LAST, Duration.ZERO, EVEN);
        for (int failed = 2; next.isPresent(); failed++) {
            now = next.get();
            after.add(Duration.between(FIRST, now));
            next = Pauses.next(failed, now, LAST, Duration.ZERO, EVEN);
        }
        assertThat(after).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(305), Duration.ofSeconds(2105),
                Duration.ofSeconds(9305), Duration.ofSeconds(27_305), Duration.ofSeconds(63_305), Duration.ofDays(1));
    }

    @Test
    void chance_moves_a_pause_by_up_to_a_tenth() {
        assertThat(Pauses.next(2, FIRST, LAST, Duration.ZERO, 0)).contains(FIRST.plusSeconds(270));
        assertThat(Pauses.next(2, FIRST, LAST, Duration.ZERO, 1)).contains(FIRST.plusSeconds(330));
    }

    @Test
    void many_attempts_have_the_longest_pause() {
        assertThat(Pauses.next(50, FIRST, FIRST.plus(Duration.ofDays(30)), Duration.ZERO, EVEN))
                .contains(FIRST.plus(Duration.ofDays(1)));
    }

    @Test
    void what_the_receiver_asks_for_is_waited_for_where_it_is_longer_up_to_an_hour() {
        assertThat(Pauses.next(1, FIRST, LAST, Duration.ofMinutes(2), EVEN)).contains(FIRST.plusSeconds(120));
        assertThat(Pauses.next(2, FIRST, LAST, Duration.ofMinutes(2), EVEN)).contains(FIRST.plusSeconds(300));
        assertThat(Pauses.next(1, FIRST, LAST, Duration.ofDays(3000), EVEN)).contains(FIRST.plusSeconds(3600));
    }

    @ParameterizedTest
    @CsvSource({ "120, , 120", "' 7 ', , 7", "0, , 0", "-5, , 0", "soon, , 0", ", , 0", "99999999999, , 0",
            "'Thu, 01 Jan 2026 00:01:00 GMT', 'Thu, 01 Jan 2026 00:00:30 GMT', 30",
            "'Thu, 01 Jan 2026 00:01:00 GMT', 'Thu, 01 Jan 2026 00:02:00 GMT', 0",
            "'Thu, 01 Jan 2026 00:01:00 GMT', , 0", "'Thu, 01 Jan 2026 00:01:00 GMT', now, 0" })
    void it_is_asked_for_in_seconds_or_by_a_date_beside_that_of_the_answer(String text, String date, long seconds) {
        assertThat(RetryAfter.of(text, date)).isEqualTo(Duration.ofSeconds(seconds));
    }
}
