package io.conversation.event;

import java.time.Instant;

import org.bson.types.ObjectId;

import io.conversation.telemetry.Traces.Waiting;
import io.conversation.tenant.SessionId;

/**
 * One event on its way into the database. Its id is made when it is taken, which fixes its place among events of the same
 * time. {@code imported}: whether it was late is what it says itself, not whether its session has ended by now. {@code
 * alone}: what is stored will be the answer, so that a replay has to bring it. {@code waiting}: its request, in
 * the trace that it may be in.
 */
record Append(SessionId sessionId, NewEvent sent, ObjectId id, Instant takenAt, boolean imported, boolean alone,
        Waiting waiting) {

    Append(SessionId sessionId, NewEvent sent, ObjectId id, Instant takenAt, boolean imported) {
        this(sessionId, sent, id, takenAt, imported, true, Waiting.UNTRACED);
    }

    Event toEvent(boolean sessionEnded) {
        Event event = new Event();
        event.id = id;
        event.sessionId = sessionId;
        event.eventId = sent.eventId();
        event.type = sent.type();
        event.payload = sent.payload();
        event.receivedAt = sent.receivedAt() == null ? takenAt : sent.receivedAt();
        event.timestamp = sent.timestamp() == null ? event.receivedAt : sent.timestamp();
        event.late = imported ? sent.late() : sessionEnded;
        return event;
    }

    int bytes() {
        return bytes(sent);
    }

    /** What it takes in the database, about. */
    static int bytes(NewEvent sent) {
        return sent.payload().size() + 256;
    }
}
