package io.conversation.feed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.bson.types.ObjectId;

/**
 * Which arrivals a reader has been given: all up to the newest, but for what within the overlap before it has become visible
 * since. Those within the overlap it knows one by one, unless it is settled: then nothing can become visible there any more.
 */
final class Given {

    private static final int FORGET_AT_ONCE = 1024;

    private final Whose whose;
    private final Duration overlap;
    private final List<ObjectId> ids;
    private ObjectId newest;
    /** Of the first of the ids that is within the overlap, and what all of these sum up to. */
    private int from;
    private int sum;

    private Given(Whose whose, Duration overlap, ObjectId newest, List<ObjectId> ids) {
        this.whose = whose;
        this.overlap = overlap;
        this.newest = newest;
        this.ids = new ArrayList<>(ids);
        this.sum = sum(ids);
        slide();
    }

    /** All up to that one, and nothing can come there any more. */
    static Given settled(Whose whose, ObjectId upTo) {
        return new Given(whose, Duration.ZERO, upTo, List.of());
    }

    /** @param given in order, all within the overlap before the newest */
    static Given live(Whose whose, Duration overlap, ObjectId newest, List<ObjectId> given) {
        return new Given(whose, overlap, newest, given);
    }

    /**
     * Up to where all that is there is what was given by the position: its newest, or the beginning of the shortest time beyond
     * which nothing has changed.
     *
     * @param there in order, what is there by now within the overlap before the newest
     */
    static ObjectId surelyUpTo(FeedPosition position, List<ObjectId> there) {
        List<Duration> times = FeedPosition.times(position.overlap());
        ObjectId surely = position.newest();
        int inner = 0;
        int innerThere = 0;
        for (int i = times.size() - 1; i >= 0; i--) {
            ObjectId start = FeedPosition.before(position.newest(), times.get(i));
            int isThere = there.size() - firstAfter(there, start);
            if (isThere - innerThere != position.counts().get(i) - inner) {
                surely = start;
            }
            inner = position.counts().get(i);
            innerThere = isThere;
        }
        return surely.equals(position.newest()) && sum(there) != position.sum()
                ? FeedPosition.before(surely, position.overlap())
                : surely;
    }

    boolean isSettled() {
        return overlap.isZero();
    }

    ObjectId newest() {
        return newest;
    }

    /** Given is all up to here; what is higher, up to the newest, is known one by one. */
    ObjectId start() {
        return isSettled() ? newest : FeedPosition.before(newest, overlap);
    }

    boolean has(ObjectId id) {
        return isSettled() ? id.compareTo(newest) <= 0
                : id.compareTo(start()) <= 0 || Collections.binarySearch(ids, id) >= 0;
    }

    void add(ObjectId id) {
        if (!isSettled() && !has(id)) {
            ids.add(firstAfter(ids, id), id);
            sum += id.hashCode();
        }
        settle(id);
        slide();
    }

    /** Nothing is there up to that one that was not given. */
    void settle(ObjectId upTo) {
        if (upTo.compareTo(newest) > 0) {
            newest = upTo;
        }
    }

    private void slide() {
        ObjectId start = start();
        while (from < ids.size() && ids.get(from).compareTo(start) <= 0) {
            sum -= ids.get(from).hashCode();
            from++;
        }
        if (from >= FORGET_AT_ONCE) {
            ids.subList(0, from).clear();
            from = 0;
        }
    }

    FeedPosition position() {
        if (isSettled()) {
            return FeedPosition.settled(newest, whose);
        }
        List<Integer> counts = FeedPosition.times(overlap).stream()
                .map(time -> ids.size() - firstAfter(ids, FeedPosition.before(newest, time))).toList();
        return new FeedPosition(newest, overlap, counts, sum, whose, null);
    }

    private static int sum(List<ObjectId> ids) {
        return ids.stream().mapToInt(ObjectId::hashCode).sum();
    }

    private static int firstAfter(List<ObjectId> ids, ObjectId id) {
        int at = Collections.binarySearch(ids, id);
        return at < 0 ? -at - 1 : at + 1;
    }
}
