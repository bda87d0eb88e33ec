package io.conversation.follow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.conversation.database.Deadline;
import io.conversation.database.Deadlines;
import io.conversation.event.Event;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.session.Session;
import io.conversation.session.SessionStatus;
import io.conversation.session.Sessions;
import io.conversation.telemetry.Meters;
import io.conversation.tenant.SessionId;

/**
 * Every follower of this pod, by session; what is found once is given to all of them. When something may have been missed the
 * generation goes up, and each follower reads the collection again from where it was: at least once, and nothing lost.
 */
@Singleton
class Followers {

    private final Map<SessionId, List<Follower>> bySession = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong generation = new AtomicLong();
    // A thousand that come back at once must not take the database away from those who write.
    private final Semaphore reading = new Semaphore(16);
    private final Sessions sessions;
    private final Deadlines deadlines;
    private final ObjectMapper mapper;
    private final Meters meters;
    private final int most;
    private final Duration overlap;
    private volatile boolean closed;

    Followers(FollowConfig config, Sessions sessions, Deadlines deadlines, ObjectMapper mapper, Meters meters) {
        this.sessions = sessions;
        this.deadlines = deadlines;
        this.most = config.maxFollowers();
        this.overlap = wholeSeconds(config.overlap().orElse(deadlines.unsettled()));
        this.mapper = mapper;
        this.meters = meters;
        meters.followers(open);
    }

    /** As ids tell time. */
    private static Duration wholeSeconds(Duration time) {
        return Duration.ofSeconds(time.plusNanos(999_999_999).toSeconds());
    }

    /** Refuses with {@code unavailable} when there are too many, or the service is going down. */
    void add(Follower follower) {
        if (closed || open.incrementAndGet() > most) {
            if (!closed) {
                open.decrementAndGet();
            }
            throw new ProblemException(ProblemType.UNAVAILABLE,
                    closed ? "The service is shutting down." : "Too many streams are open.");
        }
        bySession.compute(follower.sessionId(), (id, followers) -> {
            List<Follower> all = followers == null ? new CopyOnWriteArrayList<>() : followers;
            all.add(follower);
            return all;
        });
    }

    void remove(Follower follower) {
        bySession.computeIfPresent(follower.sessionId(), (id, followers) -> {
            if (followers.remove(follower)) {
                open.decrementAndGet();
            }
            return followers.isEmpty() ? null : followers;
        });
    }

    Set<SessionId> sessions() {
        return Set.copyOf(bySession.keySet());
    }

    boolean follows(SessionId sessionId) {
        return bySession.containsKey(sessionId);
    }

    void publish(Event event) {
        try {
            publish(event.sessionId, Frame.of(event, mapper));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void publishEnd(Session session) {
        try {
            publish(session.sessionId, Frame.of(session, mapper));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The session is not there any more: its followers are told nothing else, and are sent away. */
    void publishGone(SessionId sessionId) {
        bySession.getOrDefault(sessionId, List.of()).forEach(Follower::close);
    }

    private void publish(SessionId sessionId, Frame frame) {
        for (Follower follower : bySession.getOrDefault(sessionId, List.of())) {
            if (!follower.isClosed() && !follower.offer(frame)) {
                meters.followersCut.increment();
            }
        }
    }

    /** Only some followers read at the same time; one that is there waits for as long as it takes. */
    <T> T read(Function<Deadline, T> read) throws InterruptedException {
        reading.acquire();
        try {
            return read.apply(deadlines.start());
        } finally {
            reading.release();
        }
    }

    /** The same for one that is about to be, within its request's deadline. */
    <T> T read(Deadline deadline, Function<Deadline, T> read) throws InterruptedException {
        if (!reading.tryAcquire(deadline.millisLeft(), TimeUnit.MILLISECONDS)) {
            throw Deadline.passed();
        }
        try {
            return read.apply(deadline);
        } finally {
            reading.release();
        }
    }

    /** Refuses with {@code session-not-found}, once nothing newer than a majority's view has it either. */
    Session session(SessionId sessionId, Deadline deadline) {
        Session session = FollowReads.session(sessionId, deadline);
        return session != null && sessions.isThere(session) ? session : sessions.requireDurable(sessionId, deadline);
    }

    /** The status of each that is there. */
    Map<SessionId, SessionStatus> statuses(Collection<SessionId> sessionIds, Deadline deadline) {
        return sessions.statuses(FollowReads.sessions(), Set.copyOf(sessionIds), deadline);
    }

    /** How far behind an event others may still become visible that arrived before it. */
    Duration overlap() {
        return overlap;
    }

    long generation() {
        return generation.get();
    }

    /** Something may have been missed: everybody reads again. */
    void missed() {
        generation.incrementAndGet();
        bySession.values().forEach(followers -> followers.forEach(Follower::wake));
    }

    /** So it may for those of one session. */
    void missed(SessionId sessionId) {
        bySession.getOrDefault(sessionId, List.of()).forEach(Follower::miss);
    }

    /** Ends all streams politely; their clients resume at another pod. */
    void close() {
        closed = true;
        bySession.values().forEach(followers -> followers.forEach(Follower::close));
    }
}
