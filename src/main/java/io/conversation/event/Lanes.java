package io.conversation.event;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

import com.mongodb.MongoException;

import io.conversation.database.DatabaseFailures;
import io.conversation.database.Deadline;
import io.conversation.database.Doubts;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;

/**
 * All go together for as long as all works. Where there are shards a group has a part of the time; when it fails, they are
 * doubted, and what is for these is written in lanes of their own, with places of their own, until they work: one that is lost
 * costs nobody else more than that part, once. Nothing here decides correctness: what may be stored is sent again.
 */
final class Lanes<T, R> {

    /** Of a group's time, for one that holds a place which others wait for, on whatever shard they are. */
    private static final int PART = 4;
    /** Who may be at a shard that fails, so that those who wait in vain do not take what the service has for all. */
    private static final int MOST_IN_FAILING = 64;

    /** Writes a group within a deadline. */
    @FunctionalInterface
    interface Write<T, R> {
        List<R> write(List<T> group, Deadline deadline);
    }

    /** What is written, and what is known of it. */
    record Work<T, R>(ToIntFunction<T> size, Function<T, Set<String>> shards, Write<T, R> write, Predicate<R> isStored,
            Predicate<R> isUnavailable) {
    }

    private record Placed<T>(T item, Set<String> shards) {
    }

    /** Those together have failed, or would, and each is to be written with its own kind. */
    private static final class Apart extends RuntimeException {

        Apart() {
            super("to be written apart", null, false, false);
        }
    }

    private final GroupCommit.Limits limits;
    private final Work<T, R> work;
    private final Duration timeout;
    private final GroupCommit.Observer observer;
    private final Doubts doubts;
    private final GroupCommit<Placed<T>, R> together;
    private final Map<Set<String>, Lane> apart = new ConcurrentHashMap<>();

    Lanes(GroupCommit.Limits limits, Work<T, R> work, Duration timeout, Doubts doubts,
            GroupCommit.Observer observer) {
        this.limits = limits;
        this.work = work;
        this.timeout = timeout;
        this.observer = observer;
        this.doubts = doubts;
        this.together = commit(this::writeTogether);
    }

    private GroupCommit<Placed<T>, R> commit(Function<List<Placed<T>>, List<R>> write) {
        return new GroupCommit<>(limits, placed -> work.size.applyAsInt(placed.item), write, observer);
    }

    /** As {@link GroupCommit#submit}. */
    R submit(T item, Deadline deadline) {
        Placed<T> placed = new Placed<>(item, work.shards.apply(item));
        Set<String> doubtful = doubts.among(placed.shards);
        if (doubtful.isEmpty()) {
            try {
                R outcome = together.submit(placed, deadline);
                if (outcome != null) {
                    return outcome;
                }
            } catch (Apart e) {
                // As where it alone has no outcome.
            }
            doubtful = doubts.among(placed.shards);
        }
        // Never together a second time, though nothing of it is in doubt.
        return apart.computeIfAbsent(doubtful.isEmpty() ? placed.shards : doubtful, shards -> new Lane())
                .submit(placed, deadline);
    }

    /** No outcome, null, is for what failed in its part of the time, and has more for itself. */
    private List<R> writeTogether(List<Placed<T>> group) {
        Set<String> shards = touched(group);
        if (shards.isEmpty()) {
            return write(group, shards, Deadline.in(timeout));
        }
        if (!doubts.among(shards).isEmpty()) {
            // They have waited since before.
            throw new Apart();
        }
        try {
            return write(group, shards, Deadline.in(timeout.dividedBy(PART))).stream()
                    .map(outcome -> work.isUnavailable.test(outcome) ? null : outcome).toList();
        } catch (MongoException | ProblemException e) {
            throw DatabaseFailures.isPassing(e) ? new Apart() : e;
        }
    }

    private Set<String> touched(List<Placed<T>> group) {
        if (group.getFirst().shards.isEmpty()) {
            return Set.of();
        }
        Set<String> touched = new HashSet<>();
        group.forEach(placed -> touched.addAll(placed.shards));
        return touched;
    }

    private List<R> write(List<Placed<T>> group, Set<String> shards, Deadline deadline) {
        long begun = System.nanoTime();
        try {
            List<R> outcomes = work.write.write(group.stream().map(Placed::item).toList(), deadline);
            learn(group, outcomes, shards, begun);
            return outcomes;
        } catch (MongoException | ProblemException e) {
            if (DatabaseFailures.isPassing(e)) {
                doubts.failed(shards, begun);
            }
            throw e;
        }
    }

    /** Some of a group may fail where others are stored; nothing follows from what is on a shard that others are stored on. */
    private void learn(List<Placed<T>> group, List<R> outcomes, Set<String> shards, long begun) {
        if (shards.isEmpty()) {
            return;
        }
        Set<String> worked = new HashSet<>();
        Set<String> failed = new HashSet<>();
        for (int i = 0; i < group.size(); i++) {
            if (work.isStored.test(outcomes.get(i))) {
                worked.addAll(group.get(i).shards);
            } else if (work.isUnavailable.test(outcomes.get(i))) {
                failed.addAll(group.get(i).shards);
            }
        }
        doubts.worked(worked);
        failed.removeAll(worked);
        if (!failed.isEmpty()) {
            doubts.failed(failed, begun);
        }
    }

    int queued() {
        return together.queued() + apart.values().stream().mapToInt(lane -> lane.commit.queued()).sum();
    }

    long queuedBytes() {
        return together.queuedBytes() + apart.values().stream().mapToLong(lane -> lane.commit.queuedBytes()).sum();
    }

    /** Those for the same shards in doubt. */
    private final class Lane {

        private final GroupCommit<Placed<T>, R> commit = commit(this::write);
        private int inside;
        private volatile boolean failing;

        R submit(Placed<T> placed, Deadline deadline) {
            enter();
            try {
                return commit.submit(placed, deadline);
            } finally {
                leave();
            }
        }

        private synchronized void enter() {
            if (failing && inside >= MOST_IN_FAILING) {
                throw new ProblemException(ProblemType.UNAVAILABLE,
                        "The part of the database that has the session does not answer. Nothing was stored.");
            }
            inside++;
        }

        private synchronized void leave() {
            inside--;
        }

        private List<R> write(List<Placed<T>> group) {
            boolean works = false;
            try {
                List<R> outcomes = Lanes.this.write(group, touched(group), Deadline.in(timeout));
                works = outcomes.stream().anyMatch(outcome -> !work.isUnavailable.test(outcome));
                return outcomes;
            } finally {
                failing = !works;
            }
        }
    }
}
