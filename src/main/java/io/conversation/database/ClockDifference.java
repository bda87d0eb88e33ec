package io.conversation.database;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * How far one clock is ahead of another that was asked for its time, negative where it is behind, and by how much that may be
 * wrong: the answer was made at some time of the round trip.
 */
record ClockDifference(Duration ahead, Duration uncertainty) {

    /**
     * @param asked this clock's time when the other was asked
     * @param roundTrip until its answer was here
     * @param answered the other clock's time
     */
    static ClockDifference of(Instant asked, Duration roundTrip, Instant answered) {
        Duration half = roundTrip.dividedBy(2);
        return new ClockDifference(Duration.between(answered, asked.plus(half)), half);
    }

    /** Whether it certainly is more than that, in either direction. */
    boolean exceeds(Duration allowance) {
        return ahead.abs().minus(uncertainty).compareTo(allowance) > 0;
    }

    ClockDifference plus(Duration further) {
        return new ClockDifference(ahead.plus(further), uncertainty);
    }

    double seconds() {
        return ahead.toMillis() / 1000.0;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.3f s %s", Math.abs(seconds()), ahead.isNegative() ? "behind" : "ahead of");
    }
}
