package io.conversation.retention;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Singleton;

import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jboss.logging.Logger;

import com.mongodb.MongoException;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;

import io.conversation.database.ArrivalIds;
import io.conversation.database.DatabaseFailures;
import io.conversation.database.Deadline;
import io.conversation.database.Deadlines;
import io.conversation.database.IndexInitializer;
import io.conversation.database.ServerWords;
import io.conversation.erasure.Removal;
import io.conversation.paging.Order;
import io.conversation.paging.Position;
import io.conversation.session.Lifetimes;
import io.conversation.session.PastSessions;
import io.conversation.session.Session;
import io.conversation.telemetry.Meters;

/**
 * Removes the sessions whose time is past, their events in steps and each session last, so that whoever comes next goes on with
 * what was broken off. They are nobody's to see by then: it begins when no write that found the session can be under way.
 */
@Singleton
class Expiry implements PastSessions {

    static final int PAGE = 500;

    private static final Logger LOG = Logger.getLogger(Expiry.class);
    private static final int PAGES = 20;
    private static final int MOST_COUNTED = 1_000_000;
    private static final String ENDED = "endedAt";
    private static final Bson BY_END = Indexes.descending(ENDED, "_id");

    private final Removal removal;
    private final Lifetimes lifetimes;
    private final IndexInitializer indexes;
    private final Deadlines deadlines;
    private final Clock clock;
    private final Meters meters;

    Expiry(Removal removal, Lifetimes lifetimes, IndexInitializer indexes, Deadlines deadlines, Clock clock, Meters meters) {
        this.removal = removal;
        this.lifetimes = lifetimes;
        this.indexes = indexes;
        this.deadlines = deadlines;
        this.clock = clock;
        this.meters = meters;
    }

    /** One turn: ten thousand sessions, oldest end first. */
    void sweep(Duration kept) {
        Instant settled = clock.instant().minus(settling());
        if (lifetimes.isDryRun()) {
            tellCount(settled.minus(kept), kept);
            return;
        }
        indexes.requireMade();
        int removed = 0;
        try {
            Position reached = null;
            List<Session> page = page(settled.minus(kept), reached);
            for (int pages = 1; !page.isEmpty() && !Thread.currentThread().isInterrupted(); pages++) {
                removed += removeAll(page, settled);
                reached = new Position(page.getLast().endedAt, page.getLast().id);
                page = page.size() < PAGE || pages == PAGES ? List.of() : page(settled.minus(kept), reached);
            }
        } finally {
            if (removed > 0) {
                LOG.infof("Removed %d sessions with their events, %s after their end", removed, kept);
            }
        }
    }

    /**
     * Once for those who found the session before its time was past, or before it had ended, and were writing; and once more so
     * that what they wrote is told from what may be written of a new session with the same id.
     */
    private Duration settling() {
        return deadlines.unsettled().multipliedBy(2);
    }

    private List<Session> page(Instant latest, Position after) {
        Bson past = Filters.lte(ENDED, latest);
        return deadlines.start().on(sessions())
                .find(after == null ? past : Filters.and(past, Order.ASC.after(ENDED, after))).sort(Order.ASC.sort(ENDED))
                .hint(BY_END).projection(Projections.include("sessionId", ENDED, "endedId")).limit(PAGE).batchSize(PAGE)
                .into(new ArrayList<>());
    }

    private int removeAll(List<Session> page, Instant settled) {
        int removed = 0;
        for (Session session : page) {
            // An end may be told that was long ago; what counts besides is when it was.
            boolean isSettled = session.endedId == null || ArrivalIds.time(session.endedId).isBefore(settled);
            if (isSettled && removeSettled(session)) {
                removed++;
            }
        }
        return removed;
    }

    /** What fails for one waits for the next turn, and holds no other up, unless the database is away. */
    private boolean removeSettled(Session session) {
        try {
            ObjectId before = ArrivalIds.lowest(clock.instant().minus(deadlines.unsettled()));
            removal.events(session.sessionId, before, removed -> {
            });
            return removeItself(session);
        } catch (MongoException e) {
            if (DatabaseFailures.isPassing(e)) {
                throw e;
            }
            LOG.error("A session could not be removed, and will be tried again", ServerWords.asCause(e));
            return false;
        }
    }

    @Override
    public void remove(Session past, ObjectId before, Deadline deadline) {
        removal.events(past.sessionId, before, removed -> deadline.millisLeft());
        removeItself(past);
    }

    private boolean removeItself(Session session) {
        boolean isFirst = removal.past(session);
        meters.sessionsExpired.increment(isFirst ? 1 : 0);
        return isFirst;
    }

    private void tellCount(Instant latest, Duration kept) {
        long found = deadlines.start().on(sessions()).countDocuments(Filters.lte(ENDED, latest),
                new CountOptions().limit(MOST_COUNTED).hint(BY_END));
        meters.sweepWouldRemove.increment(found);
        LOG.infof("Dry run: %d sessions would be removed with their events, %s after their end", found, kept);
    }

    private static MongoCollection<Session> sessions() {
        return Session.<Session> mongoCollection().withReadPreference(ReadPreference.primary());
    }
}
