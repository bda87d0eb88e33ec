package io.conversation.database;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import com.mongodb.MongoException;

import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;

/**
 * Writes what is for many sessions: together for as long as all works, and where there are shards, what fails once more apart
 * by these. What is for a shard that has failed is tried every so often, one before the others, and else refused at once.
 */
@Singleton
public class WritesByShard {

    /** Of the time, for all together: the rest is for what fails. */
    static final int PART = 4;
    /** Of the time, for one that finds out whether a shard is back: others wait for it. */
    static final int PART_TO_FIND_OUT = 8;
    private static final int TIMEOUTS_BETWEEN = 2;

    /**
     * Writes some within a deadline, each with an outcome; what fails as a whole may or may not be stored, and is sent again.
     */
    @FunctionalInterface
    public interface Write<T, R> {
        List<R> write(List<T> items, Deadline deadline);
    }

    /** What is written, and what is known of it. */
    public record Work<T, R>(Function<T, String> storedId, Write<T, R> write, Function<ProblemException, R> failed,
            Predicate<R> isStored, Predicate<R> isUnavailable) {
    }

    /** What is behind the address; without shards nothing is decided here. */
    interface Cluster {

        Set<String> shards();

        Set<String> shardsOf(String storedId);

        boolean answers();
    }

    /** Of what was begun, and when that was known. */
    private record Failure(long begun, long at) {
    }

    private final Cluster cluster;
    private final Doubts doubts;
    private final Function<MongoException, ProblemException> problems;
    private final Duration timeout;
    private final Map<Set<String>, Failure> failed = new ConcurrentHashMap<>();
    private final Map<String, Long> worked = new ConcurrentHashMap<>();

    @Inject
    WritesByShard(Shards shards, Databases databases, Doubts doubts, DatabaseFailures failures, DatabaseConfig config) {
        this(new Mongos(shards, databases), doubts, failures::problem, config.timeout());
    }

    WritesByShard(Cluster cluster, Doubts doubts, Function<MongoException, ProblemException> problems, Duration timeout) {
        this.cluster = cluster;
        this.doubts = doubts;
        this.problems = problems;
        this.timeout = timeout;
    }

    private record Mongos(Shards known, Databases databases) implements Cluster {

        @Override
        public Set<String> shards() {
            return known.all();
        }

        @Override
        public Set<String> shardsOf(String storedId) {
            return known.of(storedId);
        }

        @Override
        public boolean answers() {
            try {
                return databases.isBehindMongos();
            } catch (MongoException e) {
                return false;
            }
        }
    }

    /**
     * @return the outcome of each
     * @throws MongoException when all of it failed, and where there are shards for another reason than that these did
     */
    public <T, R> List<R> write(List<T> items, Work<T, R> work) {
        if (items.isEmpty()) {
            return List.of();
        }
        List<Set<String>> shards = items.stream().map(item -> cluster.shardsOf(work.storedId.apply(item))).toList();
        if (shards.stream().allMatch(Set::isEmpty)) {
            return work.write.write(items, Deadline.in(timeout));
        }
        return new ShardRound<>(this, items, shards, work, Deadline.in(timeout)).write();
    }

    /** @param seen whether it is known of one by what has just become of it; else it is found out */
    public boolean doOthersWork(boolean seen) {
        return !cluster.shards().isEmpty() && (seen || !areAllFailing() && cluster.answers());
    }

    boolean areAllFailing() {
        Set<String> failing = new HashSet<>();
        failed.forEach((shards, failure) -> {
            if (!isTimeToTry(failure)) {
                shards.stream().filter(shard -> !hasWorkedSince(failure.begun, shard)).forEach(failing::add);
            }
        });
        return failing.containsAll(cluster.shards());
    }

    private boolean hasWorkedSince(long begun, String shard) {
        Long at = worked.get(shard);
        return at != null && at - begun > 0;
    }

    private boolean isTimeToTry(Failure failure) {
        return System.nanoTime() - failure.at > timeout.multipliedBy(TIMEOUTS_BETWEEN).toNanos();
    }

    Duration part(int of) {
        return timeout.dividedBy(of);
    }

    /** What is in doubt of these. */
    Set<String> doubted(Set<String> shards) {
        return doubts.among(shards);
    }

    /** How these are to be written; who is to find out is one at a time, and what he finds is for all. */
    Way wayTo(Set<String> shards) {
        Failure last = failed.get(shards);
        if (last == null || shards.stream().allMatch(shard -> hasWorkedSince(last.begun, shard))) {
            return Way.AS_EVER;
        }
        boolean isHis = isTimeToTry(last) && failed.replace(shards, last, new Failure(last.begun, System.nanoTime()));
        return isHis ? Way.ONE_FIRST : Way.NOT_NOW;
    }

    enum Way {
        AS_EVER,
        ONE_FIRST,
        NOT_NOW
    }

    void worked(Set<String> shards) {
        long now = System.nanoTime();
        failed.remove(shards);
        shards.forEach(shard -> worked.put(shard, now));
        doubts.worked(shards);
    }

    /** Of those together: which of them it was is found out apart. */
    void failedTogether(Set<String> shards, long begun) {
        doubts.failed(shards, begun);
    }

    void failed(Set<String> shards, long begun) {
        if (!shards.isEmpty()) {
            failed.put(shards, new Failure(begun, System.nanoTime()));
            doubts.failed(shards, begun);
        }
    }

    ProblemException problem(RuntimeException e) {
        return e instanceof MongoException m ? problems.apply(m) : (ProblemException) e;
    }

    static ProblemException notNow() {
        return new ProblemException(ProblemType.UNAVAILABLE,
                "The part of the database that has the session does not answer; repeating what was sent settles it.");
    }

    static <T> List<T> at(List<Integer> places, List<T> all) {
        List<T> these = new ArrayList<>(places.size());
        places.forEach(place -> these.add(all.get(place)));
        return these;
    }
}
