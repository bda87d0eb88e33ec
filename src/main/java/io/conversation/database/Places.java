package io.conversation.database;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import jakarta.inject.Singleton;

import com.mongodb.MongoException;

import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;

/**
 * Who is in the database for one session: of a shard never so many that those who wait for it in vain have all connections,
 * and few while it is in doubt, by whose luck it is seen that it works again. Where shards are not known, whoever comes.
 */
@Singleton
public class Places {

    /** Of a shard; the driver has 100 connections, unless it is told otherwise. */
    static final int MOST = 64;
    /** Of a shard in doubt. */
    static final int MOST_IN_DOUBT = 16;

    private final Shards shards;
    private final Doubts doubts;
    private final Deadlines deadlines;
    private final Map<Set<String>, Semaphore> usual = new ConcurrentHashMap<>();
    private final Map<Set<String>, Semaphore> doubtful = new ConcurrentHashMap<>();

    Places(Shards shards, Doubts doubts, Deadlines deadlines) {
        this.shards = shards;
        this.doubts = doubts;
        this.deadlines = deadlines;
    }

    /** What is done for a session, within a deadline that begins with it. */
    @FunctionalInterface
    public interface Errand<T, E extends Exception> {
        T run(Deadline deadline) throws E;
    }

    /** Runs an errand for the session that is stored under this id. Refuses with {@code unavailable}. */
    public <T, E extends Exception> T at(String storedId, Errand<T, E> errand) throws E {
        return at(storedId, errand, outcome -> false);
    }

    /** @param failed whether an outcome tells that the database could not do it */
    public <T, E extends Exception> T at(String storedId, Errand<T, E> errand, Predicate<T> failed) throws E {
        Deadline deadline = deadlines.start();
        Set<String> touched = shards.of(storedId);
        if (touched.isEmpty()) {
            return errand.run(deadline);
        }
        Semaphore place = enter(touched, deadline);
        try {
            return run(errand, deadline, touched, failed);
        } finally {
            place.release();
        }
    }

    private Semaphore enter(Set<String> touched, Deadline deadline) {
        Set<String> inDoubt = doubts.among(touched);
        if (inDoubt.isEmpty()) {
            Semaphore place = usual.computeIfAbsent(touched, some -> new Semaphore(MOST));
            await(place, deadline);
            inDoubt = doubts.among(touched);
            if (inDoubt.isEmpty()) {
                return place;
            }
            // Since it waited.
            place.release();
        }
        Semaphore place = doubtful.computeIfAbsent(inDoubt, some -> new Semaphore(MOST_IN_DOUBT));
        if (!place.tryAcquire()) {
            throw new ProblemException(ProblemType.UNAVAILABLE,
                    "The part of the database that has the session does not answer; repeating the request later settles it.");
        }
        return place;
    }

    private static void await(Semaphore place, Deadline deadline) {
        try {
            if (!place.tryAcquire(deadline.millisLeft(), TimeUnit.MILLISECONDS)) {
                throw Deadline.passed();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Deadline.passed();
        }
    }

    private <T, E extends Exception> T run(Errand<T, E> errand, Deadline deadline, Set<String> touched, Predicate<T> failed)
            throws E {
        long begun = System.nanoTime();
        try {
            T outcome = errand.run(deadline);
            if (failed.test(outcome)) {
                doubts.failed(touched, begun);
            } else {
                doubts.worked(touched);
            }
            return outcome;
        } catch (MongoException e) {
            if (DatabaseFailures.isPassing(e)) {
                doubts.failed(touched, begun);
            }
            throw e;
        } catch (ProblemException e) {
            if (!e.isUnavailable()) {
                // It has answered, though not what was asked for.
                doubts.worked(touched);
            }
            throw e;
        }
    }
}
