package io.conversation.follow;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.bson.types.ObjectId;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.MongoException;

import io.conversation.database.ArrivalIds;
import io.conversation.database.Deadline;
import io.conversation.event.Event;
import io.conversation.problem.ProblemException;
import io.conversation.session.Session;

/**
 * One stream: catches up from the collection, then sends what is found, and looks for what it has not had whenever something
 * may have been missed. It is a follower before it reads, so nothing falls in between; what comes by both ways is sent once.
 */
final class Follow {

    private final Follower follower;
    private final Followers followers;
    private final FollowConfig config;
    private final ObjectMapper mapper;
    private final Clock clock;
    private long generation;
    private Sent sent;
    private Session session;
    /** From when the linger counts, once the end has been told. */
    private Instant ended;
    private Instant endedBefore;
    private long closeAt = Long.MAX_VALUE;
    private long heartbeatAt;

    Follow(Follower follower, Followers followers, FollowConfig config, ObjectMapper mapper, Clock clock) {
        this.follower = follower;
        this.followers = followers;
        this.config = config;
        this.mapper = mapper;
        this.clock = clock;
        this.generation = followers.generation();
        this.sent = new Sent(followers.overlap(), LastEventId.NONE, List.of());
    }

    /**
     * Finds where to go on from; null for the first event. False when there is nothing more to tell to who comes back: the
     * session ended longer ago than the linger, and nothing is new.
     */
    boolean begin(LastEventId last, Deadline deadline) throws InterruptedException {
        session = followers.session(follower.sessionId(), deadline);
        if (last != null) {
            sent = resume(last, deadline);
        }
        if (!session.status.isEnded()) {
            return true;
        }
        endedBefore = earlier(last != null && last.ended() != null ? last.ended() : session.endedAt, clock.instant());
        return last == null || lingersFor(endedBefore).isPositive() || followers.read(deadline,
                limited -> FollowReads.isAnyAfter(follower.sessionId(), sent.newest(), limited));
    }

    /** Goes back no further than to where all that is there is surely what its client has had. */
    private Sent resume(LastEventId last, Deadline deadline) throws InterruptedException {
        Duration overlap = followers.overlap();
        ObjectId start = ArrivalIds.before(last.newest(), overlap);
        if (overlap.equals(last.overlap())) {
            List<ObjectId> there = ids(start, last.newest(), deadline);
            ObjectId lately = ArrivalIds.before(last.newest(), Sent.lately(overlap));
            List<ObjectId> earlier = there.stream().filter(id -> id.compareTo(lately) <= 0).toList();
            if (earlier.size() == last.had() - last.hadLately()) {
                return there.size() == last.had() ? new Sent(overlap, last.newest(), there)
                        : new Sent(overlap, lately, earlier);
            }
        }
        return new Sent(overlap, start, ids(ArrivalIds.before(start, overlap), start, deadline));
    }

    private List<ObjectId> ids(ObjectId after, ObjectId upTo, Deadline deadline) throws InterruptedException {
        return followers.read(deadline, limited -> FollowReads.ids(follower.sessionId(), after, upTo, limited));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private Duration lingersFor(Instant end) {
        return Duration.between(clock.instant(), end.plus(config.linger()));
    }

    void run(OutputStream out) throws IOException {
        try {
            // The head goes out at once: a client knows that it is connected before anything happens.
            out.write(Frame.HEARTBEAT);
            out.flush();
            follow(out);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (MongoException | ProblemException e) {
            // Closed, to be resumed: the client knows best when to come back, and is told then what is wrong.
        } finally {
            followers.remove(follower);
        }
    }

    private void follow(OutputStream out) throws IOException, InterruptedException {
        catchUp(out);
        while (!follower.isClosed() && System.nanoTime() < closeAt) {
            Frame frame = follower.poll(Math.min(heartbeatAt, closeAt) - System.nanoTime());
            if (follower.isClosed()) {
                return;
            }
            if (frame != null) {
                send(frame, out);
            } else if (System.nanoTime() >= heartbeatAt) {
                out.write(Frame.HEARTBEAT);
                flush(out);
            }
            if (follower.takeMissed() || followers.generation() != generation) {
                generation = followers.generation();
                session = followers.read(deadline -> followers.session(follower.sessionId(), deadline));
                sendPassed(out);
                catchUp(out);
            }
        }
    }

    /** What is within the overlap and has not been sent. */
    private void sendPassed(OutputStream out) throws IOException, InterruptedException {
        ObjectId start = ArrivalIds.before(sent.newest(), followers.overlap());
        List<ObjectId> passed = followers
                .read(deadline -> FollowReads.ids(follower.sessionId(), start, sent.newest(), deadline)).stream()
                .filter(id -> !sent.has(id)).toList();
        while (!passed.isEmpty() && !follower.isClosed()) {
            List<ObjectId> next = passed.subList(0, Math.min(FollowReads.BATCH_EVENTS, passed.size()));
            List<Event> events = followers
                    .read(deadline -> FollowReads.first(List.of(follower.sessionId()), next, deadline));
            write(events, out);
            passed = FollowReads.left(passed, next, events);
        }
    }

    /** The session was read before its events: whatever came before its end is told before it. */
    private void catchUp(OutputStream out) throws IOException, InterruptedException {
        List<Event> events = next();
        while (!events.isEmpty() && !follower.isClosed()) {
            write(events, out);
            events = next();
        }
        if (session.status.isEnded() && !follower.isClosed()) {
            writeEnd(Frame.of(session, mapper), out);
        }
        flush(out);
    }

    private List<Event> next() throws InterruptedException {
        return followers.read(deadline -> FollowReads.after(follower.sessionId(), sent.newest(), deadline));
    }

    private void write(List<Event> events, OutputStream out) throws IOException {
        for (Event event : events) {
            if (follower.isClosed()) {
                return;
            }
            write(Frame.of(event, mapper), out);
            follower.progressed();
        }
    }

    private void send(Frame frame, OutputStream out) throws IOException {
        if (frame.isEnd()) {
            writeEnd(frame, out);
        } else {
            write(frame, out);
        }
        flush(out);
    }

    private void write(Frame frame, OutputStream out) throws IOException {
        if (sent.add(frame.id())) {
            out.write(sent.position(ended).field());
            out.write(frame.bytes());
        }
    }

    /** An {@code endedAt} may be of any time: for who was there, the end is when it is told. */
    private void writeEnd(Frame frame, OutputStream out) throws IOException {
        if (ended == null) {
            ended = endedBefore == null ? clock.instant() : endedBefore;
            Duration left = lingersFor(ended);
            closeAt = System.nanoTime() + (left.isNegative() ? 0 : left.toNanos());
            out.write(sent.position(ended).field());
            out.write(frame.bytes());
        }
    }

    private void flush(OutputStream out) throws IOException {
        out.flush();
        heartbeatAt = System.nanoTime() + config.heartbeat().toNanos();
    }
}
