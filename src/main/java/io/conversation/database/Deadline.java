package io.conversation.database;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.mongodb.client.MongoCollection;

import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;

/**
 * The one deadline of a request: whatever it waits for, a queue, a connection or the server, takes from the same time. Past it
 * the answer is {@code unavailable}, and whether something was stored is settled by repeating it.
 */
public final class Deadline {

    private final long nanoTime;

    private Deadline(long nanoTime) {
        this.nanoTime = nanoTime;
    }

    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** The same collection, its operations limited to what is left. */
    public <T> MongoCollection<T> on(MongoCollection<T> collection) {
        return collection.withTimeout(millisLeft(), TimeUnit.MILLISECONDS);
    }

    /** At least 1; refuses with {@code unavailable} when nothing is left. */
    public long millisLeft() {
        long left = TimeUnit.NANOSECONDS.toMillis(nanoTime - System.nanoTime());
        if (left <= 0) {
            throw passed();
        }
        return left;
    }

    public boolean isPassed() {
        return System.nanoTime() - nanoTime >= 0;
    }

    public static ProblemException passed() {
        return new ProblemException(ProblemType.UNAVAILABLE,
                "The request took too long; what was sent may or may not be stored, repeating it settles it.");
    }
}
