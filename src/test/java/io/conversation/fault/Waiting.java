package io.conversation.fault;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for what has to come about, and fails the test that waits in vain. */
public final class Waiting {

    static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private Waiting() {
    }

    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    public static void until(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                fail("Waited %d s in vain until %s", LONG.toSeconds(), what);
            }
            pause();
        }
    }

    static void join(Thread thread) {
        try {
            thread.join(LONG);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Between two looks or two tries. */
    static void pause() {
        LockSupport.parkNanos(PAUSE.toNanos());
    }
}
