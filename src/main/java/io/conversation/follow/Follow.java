package io.conversation.follow;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.bson.types.ObjectId;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.MongoException;

import io.conversation.database.ArrivalIds;
import io.conversation.database.Deadlines;
import io.conversation.event.Event;
import io.conversation.session.Session;
import io.conversation.session.Sessions;

/**
 * One stream: catches up from the collection, then sends what is found, and catches up again whenever something may have been
 * missed. It is a follower before it reads, so nothing falls in between; what comes by both ways is sent once.
 */
final class Follow {

    private final Follower follower;
    private final Followers followers;
    private final FollowConfig config;
    private final Deadlines deadlines;
    private final ObjectMapper mapper;
    private final Session first;
    /** Sent within the last two overlaps: what another read may bring again. */
    private final Set<ObjectId> sent = new LinkedHashSet<>();
    private ObjectId newest;
    private boolean toldEnd;
    private long closeAt = Long.MAX_VALUE;
    private long heartbeatAt;

    Follow(Follower follower, Followers followers, FollowConfig config, Deadlines deadlines, ObjectMapper mapper,
            Session session, ObjectId position) {
        this.follower = follower;
        this.followers = followers;
        this.config = config;
        this.deadlines = deadlines;
        this.mapper = mapper;
        this.first = session;
        this.newest = position;
    }

    void run(OutputStream out) throws IOException {
        try {
            // The head goes out at once: a client knows that it is connected before anything happens.
            out.write(Frame.HEARTBEAT);
            out.flush();
            follow(out);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (MongoException e) {
            // Closed, to be resumed: the client knows best when to come back.
        } finally {
            followers.remove(follower);
        }
    }

    private void follow(OutputStream out) throws IOException, InterruptedException {
        long generation = followers.generation();
        catchUp(first, out);
        while (!follower.isClosed() && System.nanoTime() < closeAt) {
            Frame frame = follower.poll(Math.min(heartbeatAt, closeAt) - System.nanoTime());
            if (frame != null) {
                send(frame, out);
            } else if (System.nanoTime() >= heartbeatAt) {
                out.write(Frame.HEARTBEAT);
                flush(out);
            }
            if (follower.takeMissed() || followers.generation() != generation) {
                generation = followers.generation();
                catchUp(Sessions.require(follower.sessionId(), deadlines.start()), out);
            }
        }
    }

    /** The session was read before its events: whatever came before its end is told before it. */
    private void catchUp(Session session, OutputStream out) throws IOException, InterruptedException {
        ObjectId from = newest == null ? null : ArrivalIds.before(newest, followers.overlap());
        List<Event> events = followers.read(follower.sessionId(), from);
        while (!events.isEmpty() && !follower.isClosed()) {
            for (Event event : events) {
                write(Frame.of(event, mapper), out);
                follower.progressed();
            }
            events = followers.read(follower.sessionId(), events.getLast().id);
        }
        if (session.status.isEnded()) {
            writeEnd(Frame.of(session, mapper), out);
        }
        flush(out);
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
        if (!sent.add(frame.id())) {
            return;
        }
        out.write(frame.bytes());
        if (newest == null || frame.id().compareTo(newest) > 0) {
            newest = frame.id();
        }
        if (sent.size() % 1024 == 0) {
            ObjectId oldest = ArrivalIds.before(newest, followers.overlap().multipliedBy(2));
            sent.removeIf(id -> id.compareTo(oldest) < 0);
        }
    }

    private void writeEnd(Frame frame, OutputStream out) throws IOException {
        if (!toldEnd) {
            toldEnd = true;
            closeAt = System.nanoTime() + config.linger().toNanos();
            out.write(frame.bytes());
        }
    }

    private void flush(OutputStream out) throws IOException {
        out.flush();
        heartbeatAt = System.nanoTime() + config.heartbeat().toNanos();
    }
}
