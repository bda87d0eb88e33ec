package io.conversation.retention;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.bson.types.ObjectId;
import org.jboss.logging.Logger;

import io.conversation.database.ArrivalIds;
import io.conversation.database.Deadlines;
import io.conversation.event.Event;
import io.conversation.paging.Position;
import io.conversation.problem.ProblemException;
import io.conversation.session.Lifetimes;
import io.conversation.session.Session;
import io.conversation.session.SessionCompleter;
import io.conversation.session.SessionStatus;
import io.conversation.telemetry.Meters;
import io.conversation.tenant.SessionId;

/**
 * Ends the sessions that nobody has completed, as failed, once nothing has come for long: by the server's time of arrival,
 * whatever times the clients gave. Of those that are alive it looks at some at each turn and goes on behind them at the next.
 */
@Singleton
class Abandonment {

    private static final Logger LOG = Logger.getLogger(Abandonment.class);

    /** What a turn looks at, of sessions that are old enough: ten thousand. */
    private static final int PAGES = 20;

    private final Lifetimes lifetimes;
    private final SessionCompleter completer;
    private final Deadlines deadlines;
    private final Clock clock;
    private final Meters meters;
    private final int pages;
    private int status;
    private Position reached;

    @Inject
    Abandonment(Lifetimes lifetimes, SessionCompleter completer, Deadlines deadlines, Clock clock, Meters meters) {
        this(lifetimes, completer, deadlines, clock, meters, PAGES);
    }

    Abandonment(Lifetimes lifetimes, SessionCompleter completer, Deadlines deadlines, Clock clock, Meters meters, int pages) {
        this.lifetimes = lifetimes;
        this.completer = completer;
        this.deadlines = deadlines;
        this.clock = clock;
        this.meters = meters;
        this.pages = pages;
    }

    /** One turn. What cannot be done, as the database is away, is thrown, and begun again by the next. */
    void sweep(Duration after) {
        int found = 0;
        int looked = 0;
        try {
            boolean more = true;
            for (int page = 0; more && page < pages && !Thread.currentThread().isInterrupted(); page++) {
                ObjectId latest = ArrivalIds.lowest(clock.instant().minus(after));
                List<Session> sessions = OpenSessions.createdBefore(latest, SessionStatus.OPEN.get(status), reached,
                        deadlines.start());
                found += abandonAmong(sessions, latest);
                looked += sessions.size();
                more = goOnBehind(sessions);
            }
        } finally {
            tell(found, looked, after);
        }
    }

    /** False at the end of the last status, from where the next turn begins anew. */
    private boolean goOnBehind(List<Session> page) {
        if (page.size() == OpenSessions.PAGE) {
            reached = page.getLast().position();
            return true;
        }
        reached = null;
        status = (status + 1) % SessionStatus.OPEN.size();
        return status > 0;
    }

    private int abandonAmong(List<Session> sessions, ObjectId latest) {
        Set<SessionId> alive = sessions.isEmpty() ? Set.of() : OpenSessions.withEventSince(latest, sessions, deadlines.start());
        int found = 0;
        for (Session session : sessions) {
            if (!alive.contains(session.sessionId) && abandon(session, latest)) {
                found++;
            }
        }
        return found;
    }

    /** Looked at again as late as can be; what comes between this and the end is stored like whatever races with an end. */
    private boolean abandon(Session session, ObjectId latest) {
        Event last = OpenSessions.lastEvent(session, deadlines.start());
        if (last != null && last.id.compareTo(latest) >= 0) {
            return false;
        }
        if (lifetimes.isDryRun()) {
            meters.sweepWouldAbandon.increment();
            return true;
        }
        try {
            boolean isFirst = completer.abandon(session, lastHeardOf(session, last), deadlines.start());
            meters.sessionsAbandoned.increment(isFirst ? 1 : 0);
            return isFirst;
        } catch (ProblemException e) {
            if (!e.type().isOfClient()) {
                throw e;
            }
            // The database refuses this one document, and has said so; it must not hold up the others.
            return false;
        }
    }

    /** What is imported says itself when it was received, and may say a time to come. */
    private Instant lastHeardOf(Session session, Event last) {
        Instant now = clock.instant();
        Instant heard = last == null ? ArrivalIds.time(session.id) : last.receivedAt;
        return heard.isBefore(now) ? heard : now;
    }

    private void tell(int found, int looked, Duration after) {
        if (lifetimes.isDryRun()) {
            LOG.infof("Dry run: %d of %d open sessions would be ended as failed, as nothing has come for %s", found, looked,
                    after);
        } else if (found > 0) {
            LOG.infof("Ended %d of %d open sessions as failed, as nothing has come for %s", found, looked, after);
        }
    }
}
