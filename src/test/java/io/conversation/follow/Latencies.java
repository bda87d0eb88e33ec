package io.conversation.follow;

import java.time.Duration;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** How long something takes, told by the median: one that is slow by chance tells nothing. */
final class Latencies {

    private Latencies() {
    }

    static Duration median(int times, IntConsumer each) {
        long[] nanos = IntStream.range(0, times).mapToLong(i -> {
            long begun = System.nanoTime();
            each.accept(i);
            return System.nanoTime() - begun;
        }).sorted().toArray();
        return Duration.ofNanos(nanos[times / 2]);
    }
}
