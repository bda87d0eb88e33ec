package io.conversation.feed;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import org.bson.BsonTimestamp;
import org.bson.types.ObjectId;

import com.mongodb.MongoException;
import com.mongodb.MongoOperationTimeoutException;

import io.conversation.database.ArrivalIds;
import io.conversation.database.ComparedClock;
import io.conversation.database.DatabaseFailures;
import io.conversation.database.Deadline;
import io.conversation.feed.FeedReader.Batch;
import io.conversation.feed.TellingChanges.Part;

/**
 * What one reader is given by the change stream: each arrival once, in the order in which they were written, from where it had
 * been given everything. Where that leads no further it says from where on the collections do.
 */
final class Live implements AutoCloseable {

    /** So long it is not noticed that its client has left, or that the service goes down. */
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final History history;
    private final FeedReads reads;
    private final Supplier<Telling> telling;
    private final ComparedClock clock;
    private final Duration overlap;
    private Changes changes;
    /** How many the server gives at once. */
    private int together;
    /** What the watch knew of as it looked. */
    private long written;
    /** Where it is, null while it is not on. */
    private Mark mark;
    /** Whether it was this reader that began there: then it is not for a history that has gone that it is refused. */
    private boolean own;
    private ObjectId lost;

    Live(History history, FeedReads reads, Supplier<Telling> telling, ComparedClock clock, Duration overlap) {
        this.history = history;
        this.reads = reads;
        this.telling = telling;
        this.clock = clock;
        this.overlap = overlap;
    }

    /** Ends and sessions are few, and read from the collections for less than it takes to pass all events. */
    private boolean isThere() {
        return reads.has(Kind.STORED) && history.isThere() && !history.isRefused();
    }

    boolean isOn() {
        return mark != null;
    }

    FeedPosition position() {
        return FeedPosition.marked(mark, reads.whose());
    }

    /** From now on, if it can be. */
    void beginNow(ObjectId begun) {
        if (isOn() || !isThere()) {
            return;
        }
        try {
            BsonTimestamp now = history.now();
            if (isThere() && now != null) {
                mark = Mark.start(Mark.FIRST, Math.min(now.getTime(), begun.getTimestamp()), now);
                own = true;
            }
        } catch (MongoException e) {
            // The next look begins when this one should have.
            begin(begun);
            throw e;
        }
    }

    /** Behind what arrived up to an id, all of which has been given. Whether it can be. */
    boolean begin(ObjectId upTo) {
        if (isThere()) {
            mark = Mark.start(upTo, upTo.getTimestamp(), history.before(ArrivalIds.time(upTo)));
            own = true;
        }
        return isOn();
    }

    void goOn(Mark from) {
        if (!isOn()) {
            mark = from;
            if (!history.isThere()) {
                lose();
            }
        }
    }

    /** Null where it is not on, or no more. */
    Batch next(int limit, Deadline deadline) {
        if (!isOn()) {
            return null;
        }
        try {
            return look(limit, deadline);
        } catch (MongoException e) {
            close();
            if (!leadsNoFurther(e)) {
                throw e;
            }
            if (isOwnStart()) {
                history.refused(e);
            }
            lose();
            return null;
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private Batch look(int limit, Deadline deadline) {
        if (limit > together) {
            close();
        }
        if (changes == null) {
            changes = history.open(mark, reads.whose(), limit);
            together = limit;
        }
        written = history.watch().written();
        List<Change> taken = changes.take(limit);
        Part part = telling.get().changes(history.clocksApart()).tell(taken, mark, deadline);
        mark = part.mark();
        if (!part.all() || changes.isOver()) {
            close();
        } else {
            mark = mark.at(0, changes.token());
        }
        return new Batch(part.told(), position(), !taken.isEmpty());
    }

    /**
     * What passes is waited for, unless it is far behind: then it may be that there is more in between, of others, than can be
     * passed over in time. For all else, a token that is too old or another server's, the collections do as well.
     */
    private boolean leadsNoFurther(MongoException e) {
        if (e instanceof MongoOperationTimeoutException) {
            return isOwnStart() || mark.newestAt().isBefore(clock.required().minus(overlap));
        }
        return !DatabaseFailures.isPassingAuthorized(e);
    }

    private boolean isOwnStart() {
        return own && mark.start() != null;
    }

    /** Where the collections go on: null unless it has just been lost, and they have not been there yet. */
    ObjectId lost() {
        ObjectId from = lost;
        lost = null;
        return from;
    }

    /** Until there may be more, for so long at the most. */
    void rest(Duration most) throws InterruptedException {
        history.watch().await(written, most.compareTo(LONGEST) < 0 ? most : LONGEST);
    }

    /** Who has come here from the collections knows better what it has been given. */
    private void lose() {
        boolean fromThere = isOwnStart() && !mark.upTo().equals(Mark.FIRST);
        lost = fromThere ? null : mark.surelyUpTo(overlap);
        mark = null;
    }

    @Override
    public void close() {
        if (changes != null) {
            changes.close();
            changes = null;
        }
    }
}
