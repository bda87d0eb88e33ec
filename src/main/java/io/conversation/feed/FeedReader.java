package io.conversation.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.bson.types.ObjectId;

import io.conversation.database.ArrivalIds;
import io.conversation.database.ComparedClock;
import io.conversation.database.Deadline;
import io.conversation.database.Deadlines;

/**
 * One reader of the feed, from a position on: from the collections what is settled, and then by the change stream, or else
 * where there is none from the collections all the same. Ids become visible out of order, up to the overlap later than others:
 * what is older than that is settled and read in order; from there on each look also goes back by the overlap, and tells first
 * what has become visible meanwhile. It goes back after it has looked ahead: whatever the next rest on has been told, or is
 * found by it.
 */
final class FeedReader implements AutoCloseable {

    private final FeedReads reads;
    private final Supplier<Telling> telling;
    private final Deadlines deadlines;
    private final ComparedClock clock;
    private final Duration overlap;
    private FeedPosition from;
    private final ObjectId begun;
    private final Live live;
    private Given given;

    /** @param from null for now */
    FeedReader(FeedReads reads, Supplier<Telling> telling, Deadlines deadlines, ComparedClock clock, Duration overlap,
            FeedPosition from, Live live) {
        this.live = live;
        this.reads = reads;
        this.telling = telling;
        this.deadlines = deadlines;
        this.clock = clock;
        this.overlap = overlap;
        this.from = from;
        this.begun = from == null ? ArrivalIds.lowest(clock.required()) : null;
    }

    /** @param more whether something was found, wanted or not: then there may be more at once */
    record Batch(List<Told> told, FeedPosition next, boolean more) {
    }

    /** Where it begins: who is told nothing goes on from there. */
    FeedPosition start() {
        requireSettled();
        if (from != null) {
            return from;
        }
        live.beginNow(begun);
        if (live.isOn()) {
            return live.position();
        }
        look(deadlines.start());
        return given.position();
    }

    /** Of so many, how many to take by who goes on in any case: few, while each is taken for as large as it may be. */
    int atOnce(int limit) {
        return telling.get().atOnce(limit);
    }

    /** What comes next, so much at the most; empty where there is nothing yet. */
    Batch next(int limit) {
        requireSettled();
        if (given == null && from == null) {
            live.beginNow(begun);
        } else if (given == null && from.mark() != null) {
            live.goOn(from.mark());
        }
        Batch next = live.next(limit, deadlines.start());
        return next == null ? nextOfCollections(limit, deadlines.start()) : next;
    }

    /** Also in the change stream: a pod whose clock is off has its readers go on elsewhere. */
    private void requireSettled() {
        Instant now = clock.required();
        if (from != null && given == null) {
            from = from.settledBy(now, deadlines.clocksApart(), ArrivalIds.lowest(now.minus(overlap)));
        }
    }

    /** Where there was nothing: until there may be more, for so long at the most. */
    void rest(FeedReaders readers, Duration pause, Duration most) throws InterruptedException {
        if (live.isOn()) {
            live.rest(most);
        } else {
            readers.pause(most.compareTo(pause) < 0 ? most : pause);
        }
    }

    /** What is settled as another look begins. */
    private ObjectId look(Deadline deadline) {
        ObjectId settled = ArrivalIds.lowest(clock.required().minus(overlap));
        // Only now: whatever was taken before what is settled is written by then, or never will be.
        reads.begin();
        ObjectId lost = live.lost();
        if (lost != null) {
            given = Given.settled(reads.whose(), lost);
        } else if (given == null) {
            given = begin(settled, deadline);
        }
        return settled;
    }

    private Batch nextOfCollections(int limit, Deadline deadline) {
        ObjectId settled = look(deadline);
        Telling telling = this.telling.get();
        List<Arrival> next = given.isSettled() ? telling.after(given.newest(), limit, deadline) : List.of();
        List<Arrival> found = next.stream().filter(arrival -> arrival.id().compareTo(settled) <= 0).toList();
        if (found.isEmpty()) {
            if (given.isSettled()) {
                given.settle(settled);
            }
            if (live.begin(given.start())) {
                Batch first = live.next(limit, deadline);
                if (first != null) {
                    return first;
                }
                reads.begin();
            }
            found = nextUnsettled(!next.isEmpty(), settled, limit, deadline);
        }
        List<Told> told = telling.tell(found, given, limit, deadline);
        if (found.isEmpty() && !given.isSettled() && given.newest().compareTo(settled) <= 0) {
            given = Given.settled(reads.whose(), settled);
        }
        return new Batch(told, given.position(), !found.isEmpty());
    }

    private Given begin(ObjectId settled, Deadline deadline) {
        if (from == null) {
            return live(begun, id -> true, deadline);
        }
        if (from.isSettled()) {
            return Given.settled(reads.whose(), from.newest());
        }
        if (!from.overlap().equals(overlap)) {
            Duration longer = overlap.compareTo(from.overlap()) > 0 ? overlap : from.overlap();
            return Given.settled(reads.whose(), FeedPosition.before(from.newest(), longer));
        }
        ObjectId start = FeedPosition.before(from.newest(), overlap);
        List<ObjectId> there = reads.ids(start, from.newest(), deadline);
        ObjectId surely = Given.surelyUpTo(from, there);
        if (surely.compareTo(settled) <= 0) {
            return Given.settled(reads.whose(), surely);
        }
        // What became visible since is behind what is surely given, but for what is read now.
        Set<ObjectId> known = new HashSet<>(there);
        return surely.equals(from.newest()) ? Given.live(reads.whose(), overlap, surely, there)
                : live(surely, id -> id.compareTo(start) <= 0 || known.contains(id), deadline);
    }

    /** All up to that one is given, as far as it is there and known to be. */
    private Given live(ObjectId newest, Predicate<ObjectId> known, Deadline deadline) {
        List<ObjectId> there = reads.ids(FeedPosition.before(newest, overlap), newest, deadline);
        return Given.live(reads.whose(), overlap, newest, there.stream().filter(known).toList());
    }

    /** Where there is no change stream: once there is something it goes on by what it knows to be given. */
    private List<Arrival> nextUnsettled(boolean isMore, ObjectId settled, int limit, Deadline deadline) {
        if (given.isSettled() && isMore) {
            given = live(given.newest(), id -> true, deadline);
        }
        return given.isSettled() ? List.of() : nextLive(settled, limit, deadline);
    }

    /** Who has fallen behind what is settled, and has been given all before that, need not look back any more. */
    private List<Arrival> nextLive(ObjectId settled, int limit, Deadline deadline) {
        List<Arrival> next = reads.after(given.newest(), limit, deadline);
        List<ObjectId> late = reads.ids(given.start(), given.newest(), deadline).stream().filter(id -> !given.has(id))
                .limit(limit).toList();
        if (!late.isEmpty()) {
            return reads.among(late, deadline);
        }
        List<Arrival> ofSettled = given.newest().compareTo(settled) > 0 ? List.of()
                : next.stream().filter(arrival -> arrival.id().compareTo(settled) <= 0).toList();
        if (!ofSettled.isEmpty()) {
            given = Given.settled(reads.whose(), given.newest());
            return ofSettled;
        }
        return next;
    }

    @Override
    public void close() {
        live.close();
    }
}
