package io.conversation.database;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.bson.types.ObjectId;

/**
 * Makes the {@code _id} of a document when it is taken, so that ids tell the order of arrival. An ObjectId's own counter
 * starts anywhere and wraps, and within a second orders pods at random; here four bytes of seconds are followed by three of
 * the second's fraction (60 ns), strictly rising in a process even if its clock goes back, and by five random bytes of the
 * process.
 */
@Singleton
public class ArrivalIds {

    private static final int FRACTION_BITS = 24;
    private static final long MOST_SECONDS = 0xFFFFFFFFL;

    private final Clock clock;
    private final long process;
    private final AtomicLong last = new AtomicLong();

    /** Drawn when the process starts, never while a native image is built: all its copies would share it. */
    @Inject
    ArrivalIds(Clock clock) {
        this(clock, new SecureRandom().nextLong());
    }

    ArrivalIds(Clock clock, long process) {
        this.clock = clock;
        this.process = process;
    }

    public ObjectId next() {
        long now = tick(clock.instant());
        return id(last.updateAndGet(before -> Math.max(before + 1, now)), process);
    }

    /** The lowest id that a document taken at that time or later can have, by a clock that agrees. */
    public static ObjectId lowest(Instant time) {
        return id(Math.clamp(tick(time), 0, MOST_SECONDS << FRACTION_BITS), 0);
    }

    /** When a document was taken, by the clock of the pod that took it. */
    public static Instant time(ObjectId id) {
        byte[] bytes = id.toByteArray();
        long fraction = 0;
        for (int i = 4; i < 7; i++) {
            fraction = fraction << 8 | bytes[i] & 0xFF;
        }
        return Instant.ofEpochSecond((long) id.getTimestamp() & MOST_SECONDS, fraction * 1_000_000_000L >>> FRACTION_BITS);
    }

    /** The lowest id of a document taken that long before another. */
    public static ObjectId before(ObjectId id, Duration time) {
        long seconds = ((long) id.getTimestamp() & MOST_SECONDS) - time.toSeconds();
        return id(Math.max(0, seconds) << FRACTION_BITS, 0);
    }

    private static long tick(Instant time) {
        return time.getEpochSecond() << FRACTION_BITS | ((long) time.getNano() << FRACTION_BITS) / 1_000_000_000L;
    }

    private static ObjectId id(long tick, long process) {
        byte[] id = new byte[12];
        for (int i = 0; i < 7; i++) {
            id[i] = (byte) (tick >>> 8 * (6 - i));
        }
        for (int i = 0; i < 5; i++) {
            id[7 + i] = (byte) (process >>> 8 * i);
        }
        return new ObjectId(id);
    }
}
