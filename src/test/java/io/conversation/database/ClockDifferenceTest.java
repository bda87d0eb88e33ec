package io.conversation.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockDifferenceTest {

    private static final Instant ASKED = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({ "0, 0, 0.000 s ahead of, false", "40, 20, 0.000 s ahead of, false", "40, 0, 0.020 s ahead of, false",
            "0, -10000, 10.000 s ahead of, false", "0, -10001, 10.001 s ahead of, true", "0, 10000, 10.000 s behind, false",
            "0, 10001, 10.001 s behind, true", "2000, -9999, 10.999 s ahead of, false",
            "2000, -10001, 11.001 s ahead of, true", "2000, 12001, 11.001 s behind, true",
            "2000, 11999, 10.999 s behind, false" })
    void it_is_taken_at_half_the_round_trip_which_is_how_far_it_may_be_wrong(long roundTrip, long answered, String told,
            boolean exceeds) {
        var difference = ClockDifference.of(ASKED, Duration.ofMillis(roundTrip), ASKED.plusMillis(answered));
        assertThat(difference).hasToString(told);
        assertThat(difference.exceeds(Duration.ofSeconds(10))).isEqualTo(exceeds);
    }
}
