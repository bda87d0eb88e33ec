package io.conversation.feed;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Wakes who waits at the end of the change stream as soon as anything is written: one of them at a time waits in the database,
 * for all, so that they hold one connection however many they are.
 */
final class Watch {

    /** The server holds an empty answer back for so long. */
    static final Duration AWAIT = Duration.ofMillis(250);
    /** While there is always something, nobody is woken more often: then nothing is waited for that long. */
    private static final long APART_NANOS = Duration.ofMillis(50).toNanos();
    private static final long BROKEN_NANOS = Duration.ofSeconds(1).toNanos();

    private final History history;
    /** Of the one who looks. */
    private Changes changes;
    private long lookedAt;
    private boolean looking;
    private long written;
    private long writtenAt = System.nanoTime() - APART_NANOS;
    private long brokenUntil = System.nanoTime();

    Watch(History history) {
        this.history = history;
    }

    /** To be asked for before one looks for oneself. */
    synchronized long written() {
        return written;
    }

    /** Until something has been written since, for so long at the most. */
    void await(long since, Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (isToLook(since, end)) {
            boolean found = false;
            boolean failed = true;
            try {
                found = look();
                failed = false;
            } catch (RuntimeException e) {
                // Who waits looks again all the same, and finds out what it is.
                close();
            } finally {
                looked(found, failed);
            }
        }
    }

    private synchronized boolean isToLook(long since, long end) throws InterruptedException {
        for (long left = end - System.nanoTime(); written == since && left > 0; left = end - System.nanoTime()) {
            if (!looking && left >= AWAIT.toNanos() && System.nanoTime() - brokenUntil >= 0) {
                looking = true;
                return true;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return false;
    }

    /** What came while nobody waited is not passed through: who waits by now looks once more, and then it is told of all. */
    private boolean look() {
        if (changes != null && System.nanoTime() - lookedAt > 4 * AWAIT.toNanos()) {
            close();
        }
        boolean begun = changes == null;
        if (begun) {
            changes = history.openToWatch(AWAIT);
        }
        boolean found = begun || changes.pass();
        if (changes.isOver()) {
            close();
        }
        lookedAt = System.nanoTime();
        return found;
    }

    private void close() {
        if (changes != null) {
            changes.close();
            changes = null;
        }
    }

    private void looked(boolean found, boolean failed) throws InterruptedException {
        try {
            long early = APART_NANOS - (System.nanoTime() - writtenAt);
            if (found && early > 0) {
                TimeUnit.NANOSECONDS.sleep(early);
            }
        } finally {
            leave(found, failed);
        }
    }

    private synchronized void leave(boolean found, boolean failed) {
        if (found) {
            written++;
            writtenAt = System.nanoTime();
        }
        if (failed) {
            brokenUntil = System.nanoTime() + BROKEN_NANOS;
        }
        looking = false;
        notifyAll();
    }
}
