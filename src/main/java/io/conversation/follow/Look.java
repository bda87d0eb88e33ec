package io.conversation.follow;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.bson.types.ObjectId;

import com.mongodb.MongoException;

import io.conversation.database.ArrivalIds;
import io.conversation.database.Deadline;
import io.conversation.event.Event;
import io.conversation.follow.FollowReads.Arrived;
import io.conversation.problem.ProblemException;
import io.conversation.session.Session;
import io.conversation.session.SessionStatus;
import io.conversation.tenant.SessionId;

/**
 * What arrived lately for some sessions that have followers, looked for again and again. It goes back by the overlap, since ids
 * become visible out of order; that costs entries of an index, and only what was not seen is read. Of one thread at a time.
 */
final class Look {

    /** Sessions that one command asks for. */
    private static final int SESSIONS = 500;
    /** How far a look goes back that does not go back by the whole overlap. */
    private static final Duration NEAR = Duration.ofSeconds(2);
    /** Where the overlap is long to read, looks that go back by it take no more than one part in so many of the time. */
    private static final int SHARE = 4;

    private final Followers followers;
    private final Clock clock;
    private final Set<SessionId> known = new HashSet<>();
    private final TreeSet<ObjectId> seen = new TreeSet<>();
    private final Set<SessionId> ended = new HashSet<>();
    private long wholeAt = System.nanoTime();
    private Instant lastLook;
    private Supplier<Deadline> deadlines;

    Look(Followers followers, Clock clock) {
        this.followers = followers;
        this.clock = clock;
    }

    /** @param each of each command */
    void look(Set<SessionId> sessions, Supplier<Deadline> each) {
        deadlines = each;
        Instant now = clock.instant();
        ObjectId oldest = ArrivalIds.lowest(now.minus(followers.overlap()));
        // What is older is not read again.
        seen.headSet(oldest).clear();
        meet(sessions, oldest);
        long begun = System.nanoTime();
        if (begun - wholeAt >= 0) {
            // First the ends, then the events: whatever was stored before an end is told before it.
            List<Session> ends = ends(statuses());
            publish(unseen(oldest));
            ends.forEach(session -> {
                ended.add(session.sessionId);
                followers.publishEnd(session);
            });
            wholeAt = System.nanoTime() + (System.nanoTime() - begun) * (SHARE - 1);
        } else {
            publish(unseen(ArrivalIds.lowest(now.minus(NEAR))));
        }
        if (lastLook != null && Duration.between(lastLook, now).compareTo(followers.overlap().dividedBy(4)) > 0) {
            known.forEach(followers::missed);
        }
        lastLook = now;
    }

    /** The followers of a new session look themselves for what was there; what comes later has not been seen. */
    private void meet(Set<SessionId> sessions, ObjectId oldest) {
        known.retainAll(sessions);
        ended.retainAll(sessions);
        List<SessionId> met = sessions.stream().filter(session -> !known.contains(session)).toList();
        arrived(met, oldest).forEach(arrived -> seen.add(arrived.id()));
        known.addAll(met);
        met.forEach(followers::missed);
    }

    private Map<SessionId, SessionStatus> statuses() {
        Map<SessionId, SessionStatus> statuses = new HashMap<>();
        for (List<SessionId> some : parts(List.copyOf(known))) {
            statuses.putAll(followers.statuses(some, deadlines.get()));
        }
        return statuses;
    }

    /** Sends away who follows what is not there any more, before another word of it is told. */
    private List<Session> ends(Map<SessionId, SessionStatus> statuses) {
        known.stream().filter(session -> !statuses.containsKey(session)).forEach(followers::publishGone);
        List<Session> ends = new ArrayList<>();
        for (List<SessionId> some : parts(known.stream().filter(session -> !ended.contains(session))
                .filter(session -> statuses.containsKey(session) && statuses.get(session).isEnded()).toList())) {
            ends.addAll(FollowReads.ended(some, deadlines.get()));
        }
        return ends;
    }

    private List<Arrived> unseen(ObjectId from) {
        return arrived(known, from).stream().filter(arrived -> !seen.contains(arrived.id())).sorted().toList();
    }

    private List<Arrived> arrived(Collection<SessionId> sessions, ObjectId from) {
        List<Arrived> arrived = new ArrayList<>();
        for (List<SessionId> some : parts(List.copyOf(sessions))) {
            arrived.addAll(FollowReads.since(some, from, deadlines.get()));
        }
        return arrived;
    }

    private static List<List<SessionId>> parts(List<SessionId> sessions) {
        List<List<SessionId>> parts = new ArrayList<>();
        for (int i = 0; i < sessions.size(); i += SESSIONS) {
            parts.add(sessions.subList(i, Math.min(sessions.size(), i + SESSIONS)));
        }
        return parts;
    }

    /** Seen is what has been published: a look that fails in between is made again. */
    private void publish(List<Arrived> arrived) {
        for (List<Arrived> left = arrived; !left.isEmpty();) {
            List<Arrived> next = left.subList(0, Math.min(FollowReads.BATCH_EVENTS, left.size()));
            List<ObjectId> ids = next.stream().map(Arrived::id).toList();
            List<Event> events = read(next, ids);
            events.forEach(followers::publish);
            int read = ids.size() - FollowReads.left(ids, ids, events).size();
            seen.addAll(ids.subList(0, read));
            left = left.subList(read, left.size());
        }
    }

    private List<Event> read(List<Arrived> arrived, List<ObjectId> ids) {
        Set<SessionId> sessions = arrived.stream().map(Arrived::sessionId).collect(Collectors.toSet());
        try {
            return FollowReads.first(sessions, ids, deadlines.get());
        } catch (MongoException | ProblemException e) {
            throw e;
        } catch (RuntimeException e) {
            // One that cannot be read will not be read by the next look either: followers look for themselves.
            seen.addAll(ids);
            throw e;
        }
    }
}
