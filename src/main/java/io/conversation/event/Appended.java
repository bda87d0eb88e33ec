package io.conversation.event;

import java.util.ArrayList;
import java.util.List;

import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;

/**
 * What became of one event: stored now, stored before (then with the fields in which the two differ), or refused by the
 * database with a problem of its own.
 */
public record Appended(Event event, boolean isNew, List<String> differing, ProblemException problem) {

    static Appended created(Event event) {
        return new Appended(event, true, List.of(), null);
    }

    static Appended replayed(NewEvent sent, Event stored) {
        List<String> differing = new ArrayList<>();
        if (!sent.type().equals(stored.type)) {
            differing.add("type");
        }
        if (!sent.payload().equals(stored.payload)) {
            differing.add("payload");
        }
        if (sent.timestamp() != null && !sent.timestamp().equals(stored.timestamp)) {
            differing.add("timestamp");
        }
        return new Appended(stored, false, List.copyOf(differing), null);
    }

    static Appended failed(ProblemException problem) {
        return new Appended(null, false, List.of(), problem);
    }

    public boolean isFailed() {
        return problem != null;
    }

    /** Whether the database was not there for it. */
    boolean isUnavailable() {
        return isFailed() && problem.isUnavailable();
    }

    /** The event, or the problem thrown that kept it from being stored. */
    Event orThrow() {
        if (problem != null) {
            throw problem;
        }
        return event;
    }

    /** What an {@code event-conflict} says, for a client that wants to be told of what differs. */
    ProblemException conflict() {
        return ProblemException.conflict(ProblemType.EVENT_CONFLICT, "Event '" + event.eventId + "'", differing);
    }
}
