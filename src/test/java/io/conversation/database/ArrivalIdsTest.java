package io.conversation.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

class ArrivalIdsTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final SetClock clock = new SetClock();
    private final ArrivalIds ids = new ArrivalIds(clock, 42);

    @Test
    void ids_rise_while_the_clock_stands_still() {
        List<ObjectId> made = Stream.generate(ids::next).limit(10_000).toList();
        assertThat(made).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void ids_rise_when_the_clock_goes_back() {
        ObjectId before = ids.next();
        clock.now = START.minusSeconds(3600);
        assertThat(ids.next()).isGreaterThan(before);
    }

    @Test
    void ids_rise_with_the_clock_within_a_microsecond() {
        ObjectId before = ids.next();
        clock.now = START.plusNanos(1000);
        ObjectId after = ids.next();
        assertThat(after).isGreaterThan(before);
        assertThat(new ArrivalIds(clock, 7).next().toHexString().substring(0, 14))
                .isEqualTo(after.toHexString().substring(0, 14));
    }

    @Test
    void the_lowest_id_of_a_time_parts_what_was_made_before_from_what_was_made_then() {
        ObjectId before = ids.next();
        clock.now = START.plusMillis(1);
        assertThat(ArrivalIds.lowest(clock.now)).isGreaterThan(before).isLessThan(ids.next());
    }

    @Test
    void a_time_that_no_id_can_have_is_before_or_after_all() {
        assertThat(ArrivalIds.lowest(Instant.parse("0000-01-01T00:00:00Z"))).isEqualTo(new ObjectId(new byte[12]));
        assertThat(ArrivalIds.lowest(Instant.parse("9999-12-31T23:59:59.999Z")).toHexString()).startsWith("ffffffff");
    }

    @Test
    void an_id_tells_the_second_it_was_made_in() {
        assertThat(ids.next().getDate()).isEqualTo(START);
    }

    @Test
    void an_id_tells_when_it_was_made_to_the_microsecond_and_is_not_ahead_of_it() {
        clock.now = START.plusNanos(123_456_789);
        Instant told = ArrivalIds.time(ids.next());
        assertThat(told).isBetween(clock.now.minusNanos(1000), clock.now);
        assertThat(ArrivalIds.time(ArrivalIds.lowest(Instant.parse("2100-01-01T00:00:00Z")))).isEqualTo("2100-01-01T00:00:00Z");
    }

    @Test
    void ids_of_two_processes_differ_at_the_same_instant() {
        assertThat(new ArrivalIds(clock, 7).next()).isNotEqualTo(ids.next());
    }

    @Test
    void ids_from_many_threads_are_unique_and_rise_in_each() throws Exception {
        Callable<List<ObjectId>> many = () -> Stream.generate(ids::next).limit(10_000).toList();
        try (var threads = Executors.newFixedThreadPool(16)) {
            List<ObjectId> all = threads.invokeAll(IntStream.range(0, 16).mapToObj(i -> many).toList()).stream()
                    .map(made -> made.resultNow()).peek(made -> assertThat(made).isSorted())
                    .flatMap(List::stream).toList();
            assertThat(all).hasSize(160_000).doesNotHaveDuplicates();
        }
    }

    private static final class SetClock extends Clock {

        private volatile Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
