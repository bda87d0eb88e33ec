package io.conversation.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class GrowingPauseTest {

    private static List<Long> next(GrowingPause pause, int times) {
        return Stream.generate(pause::next).limit(times).map(Duration::toMillis).toList();
    }

    @Test
    void it_doubles_up_to_the_longest_and_begins_anew_when_it_has_gone_well() {
        GrowingPause pause = new GrowingPause(Duration.ofMillis(500), Duration.ofSeconds(3));
        assertThat(next(pause, 5)).containsExactly(500L, 1000L, 2000L, 3000L, 3000L);
        pause.reset();
        assertThat(next(pause, 2)).containsExactly(500L, 1000L);
    }

    @Test
    void the_first_may_be_the_longest() {
        assertThat(next(new GrowingPause(Duration.ofSeconds(1), Duration.ofSeconds(1)), 2)).containsExactly(1000L, 1000L);
    }
}
