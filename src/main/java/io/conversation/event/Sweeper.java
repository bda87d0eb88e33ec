package io.conversation.event;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Looks after those who wait, again and again while there are any, in a thread that ends some time after the last. */
final class Sweeper {

    /** How late something may be noticed. */
    private static final Duration PAUSE = Duration.ofMillis(20);
    // For two seconds in vain: under load it would be started anew all the time.
    private static final int IDLE_SWEEPS = 100;

    private final BooleanSupplier sweep;
    private boolean running;
    private int idle;

    /** @param sweep says whether anybody still waits */
    Sweeper(BooleanSupplier sweep) {
        this.sweep = sweep;
    }

    /** Somebody waits. */
    synchronized void wake() {
        idle = 0;
        if (!running) {
            running = true;
            Thread.ofVirtual().name("group-commit-sweeper").start(this::run);
        }
    }

    private void run() {
        boolean ended = false;
        try {
            do {
                Thread.sleep(PAUSE);
                ended = isOver(sweep.getAsBoolean());
            } while (!ended);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!ended) {
                failed();
            }
        }
    }

    private synchronized boolean isOver(boolean somebodyWaits) {
        idle = somebodyWaits ? 0 : idle + 1;
        running = idle < IDLE_SWEEPS;
        return !running;
    }

    /** The next to wait starts it again. */
    private synchronized void failed() {
        running = false;
    }
}
