package io.conversation.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

import io.conversation.database.ArrivalIds;

/** What a follower remembers of what it has had. */
class SentTest {

    private static final Duration OVERLAP = Duration.ofSeconds(20);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Sent sent = new Sent(OVERLAP, LastEventId.NONE, List.of());

    private static ObjectId at(double seconds) {
        return ArrivalIds.lowest(START.plusMillis((long) (seconds * 1000)));
    }

    @Test
    void nothing_had_is_a_position_before_everything() {
        assertThat(sent.position(null)).hasToString("000000000000000000000000-20-0-0");
    }

    @Test
    void an_event_is_new_once() {
        assertThat(sent.add(at(1))).isTrue();
        assertThat(sent.add(at(1))).isFalse();
        assertThat(sent.add(at(0.5))).isTrue();
        assertThat(sent.add(at(0.5))).isFalse();
        assertThat(sent.newest()).isEqualTo(at(1));
    }

    @Test
    void a_position_counts_what_came_late_within_the_overlap_and_nothing_older() {
        sent.add(at(0.5));
        sent.add(at(30.5));
        assertThat(sent.position(null)).isEqualTo(new LastEventId(at(30.5), OVERLAP, 1, 1, null));
        sent.add(at(12));
        assertThat(sent.position(null)).isEqualTo(new LastEventId(at(30.5), OVERLAP, 2, 1, null));
        sent.add(at(29.9));
        sent.add(at(1));
        assertThat(sent.position(null)).isEqualTo(new LastEventId(at(30.5), OVERLAP, 3, 2, null));
    }

    @Test
    void one_that_resumed_counts_on_from_what_it_had() {
        Sent resumed = new Sent(OVERLAP, at(10.5), List.of(at(1), at(9.5), at(10), at(10.5)));
        assertThat(resumed.position(null)).isEqualTo(new LastEventId(at(10.5), OVERLAP, 4, 3, null));
        assertThat(resumed.add(at(9.5))).isFalse();
        resumed.add(at(22.5));
        assertThat(resumed.position(null)).isEqualTo(new LastEventId(at(22.5), OVERLAP, 4, 1, null));
    }

    @Test
    void counts_are_those_of_plain_counting_however_events_come() {
        Random random = new Random(7);
        List<ObjectId> all = new ArrayList<>();
        double now = 0;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextDouble() / 50;
            ObjectId id = at(random.nextInt(10) == 0 ? Math.max(0, now - random.nextInt(15)) : now);
            assertThat(sent.add(id)).isEqualTo(!all.contains(id) || !sent.has(id) && isForgotten(id));
            all.add(id);
            if (i % 500 == 0) {
                ObjectId newest = sent.newest();
                assertThat(sent.position(null)).isEqualTo(new LastEventId(newest, OVERLAP,
                        countAfter(ArrivalIds.before(newest, OVERLAP), all),
                        countAfter(ArrivalIds.before(newest, Duration.ofSeconds(1)), all), null));
            }
        }
    }

    private boolean isForgotten(ObjectId id) {
        return id.compareTo(ArrivalIds.before(sent.newest(), OVERLAP.multipliedBy(2))) <= 0;
    }

    private static int countAfter(ObjectId start, List<ObjectId> ids) {
        return (int) ids.stream().distinct().filter(id -> id.compareTo(start) > 0).count();
    }
}
