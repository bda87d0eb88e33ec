package io.conversation.erasure;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import jakarta.inject.Singleton;

import io.conversation.database.IndexInitializer;
import io.conversation.erasure.Erasures.Erasure;
import io.conversation.http.Drain;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.telemetry.Meters;
import io.conversation.tenant.SessionId;

/**
 * Erases sessions: the tombstone first, which refuses all that is sent from then on; then the session's content, so that no
 * read finds it; its events, and itself. What others had begun to write meanwhile is found by looking again, at once and when
 * nothing of it can be on its way any more. Each step may be the last: whoever comes next goes on.
 */
@Singleton
class Eraser {

    /** For those who had looked whether the session is there, and are writing: most have done so by then. */
    private static final Duration QUIET = Duration.ofMillis(200);

    private final Erasures erasures;
    private final Removal removal;
    private final IndexInitializer indexes;
    private final Meters meters;
    private volatile boolean stopping;

    Eraser(Erasures erasures, Removal removal, IndexInitializer indexes, Meters meters, Drain drain) {
        this.erasures = erasures;
        this.removal = removal;
        this.indexes = indexes;
        this.meters = meters;
        drain.onDrain(() -> stopping = true);
    }

    /**
     * Ends when nothing of the session is found any more, however long that takes, if somebody waits for it.
     *
     * @return whether there was anything
     */
    boolean erase(SessionId sessionId, BooleanSupplier isWaitedFor) {
        Erasure erasure = begin(sessionId);
        boolean any = remove(erasure, isWaitedFor);
        pause();
        return finish(erasure, isWaitedFor) || any;
    }

    Erasure begin(SessionId sessionId) {
        indexes.requireMade();
        return erasures.begin(sessionId);
    }

    /** Removes what is there; the session last, as until then, emptied, it keeps those off who were about to create it. */
    boolean finish(Erasure erasure, BooleanSupplier isWaitedFor) {
        boolean any = false;
        while (remove(erasure, isWaitedFor)) {
            any = true;
            pause();
        }
        removal.emptied(erasure.sessionId());
        erasures.settle(erasure);
        return any;
    }

    /** A look after some time; whether anything was left. */
    boolean lookAgain(Erasure erasure) {
        Instant began = erasures.now();
        boolean any = remove(erasure, () -> true);
        any |= removal.emptied(erasure.sessionId());
        if (any || !erasures.isSettled(erasure, began)) {
            erasures.settle(erasure);
        } else {
            erasures.end(erasure);
        }
        return any;
    }

    /** From the first of it on no read finds the session; whether there was anything. */
    boolean remove(Erasure erasure, BooleanSupplier isWaitedFor) {
        boolean any = removal.empty(erasure.sessionId());
        if (any) {
            meters.sessionsErased.increment();
        }
        long[] kept = { System.nanoTime() };
        any |= removal.events(erasure.sessionId(), removed -> {
            meters.eventsErased.increment(removed);
            goOn(erasure, isWaitedFor);
            if (System.nanoTime() - kept[0] > erasures.patience().toNanos() / 2) {
                erasures.keep(erasure);
                kept[0] = System.nanoTime();
            }
        });
        return any;
    }

    private void goOn(Erasure erasure, BooleanSupplier isWaitedFor) {
        if (stopping || !isWaitedFor.getAsBoolean()) {
            erasures.leave(erasure);
            throw new ProblemException(ProblemType.UNAVAILABLE,
                    "The erasure has begun, and goes on by itself; repeating the request waits for its end.");
        }
    }

    boolean isStopping() {
        return stopping;
    }

    static void pause() {
        LockSupport.parkNanos(QUIET.toNanos());
    }
}
