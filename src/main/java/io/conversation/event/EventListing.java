package io.conversation.event;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.UriInfo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;

import io.conversation.database.Deadline;
import io.conversation.database.Deadlines;
import io.conversation.database.Places;
import io.conversation.database.Reads;
import io.conversation.http.Reading;
import io.conversation.http.StoredSizes;
import io.conversation.http.Work;
import io.conversation.paging.PageRequest;
import io.conversation.paging.Slice;
import io.conversation.paging.Walk;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.session.Session;
import io.conversation.session.Sessions;
import io.conversation.tenant.SessionId;

/** A session's events by time, ties in the order of arrival: page by page, or all of them in a stream. */
@Singleton
public class EventListing {

    private final Sessions sessions;
    private final EventFilters filters;
    private final Deadlines deadlines;
    private final Places places;
    private final Work work;
    private final StoredSizes sizes;

    EventListing(Sessions sessions, EventFilters filters, Deadlines deadlines, Places places, Work work,
            StoredSizes sizes) {
        this.sessions = sessions;
        this.filters = filters;
        this.deadlines = deadlines;
        this.places = places;
        this.work = work;
        this.sizes = sizes;
    }

    /** What was asked for, and its session as it was there after it. */
    record Whole<T>(T read, Session session) {
    }

    Whole<Slice<Event>> page(EventFilters.Page asked, Deadline deadline) {
        return readWhole(Reads.USUAL, asked, deadline, reading());
    }

    /** For a session with its events, the session to be read after these. */
    Slice<Event> pageAlone(EventFilters.Page asked, Deadline deadline) {
        return read(Reads.USUAL, asked, deadline, reading());
    }

    private Reading<Event> reading() {
        return new Reading<>(work, sizes.events, event -> event.payload.size());
    }

    /** With a look whether the session is still there, without which it may be what an erasure has left of a page. */
    private Whole<Slice<Event>> readWhole(Reads from, EventFilters.Page asked, Deadline deadline, Reading<Event> reading) {
        Slice<Event> slice = read(from, asked, deadline, reading);
        return new Whole<>(slice, sessions.requireStill(asked.selection().sessionId(), from, deadline));
    }

    private static Slice<Event> read(Reads from, EventFilters.Page asked, Deadline deadline, Reading<Event> reading) {
        PageRequest page = asked.request();
        return reading.read(page.limit() + 1, () -> from.on(collection(), deadline,
                events -> Slice.read(events.find(asked.filter()).sort(asked.sort()).skip(asked.offset()), page,
                        Event::position)));
    }

    /** For {@code /events} as a stream: filtered, all of them, of a session that is there. */
    Walk<Event> all(SessionId sessionId, UriInfo uri) {
        EventFilters.Selection selection = filters.all(sessionId, uri);
        return all(selection, places.at(sessionId.stored(), deadline -> {
            Reads from = sessions.apart(sessionId);
            sessions.requireStill(sessionId, from, deadline);
            return from;
        }));
    }

    /** All events of a session in their order. It refuses with {@code session-not-found} to go on once that is not there. */
    public Walk<Event> all(SessionId sessionId, Reads from) {
        return all(EventFilters.ofSession(sessionId), from);
    }

    private Walk<Event> all(EventFilters.Selection selection, Reads from) {
        Reading<Event> reading = reading();
        return new Walk<>(after -> readWhole(from, selection.largestPage(after), deadlines.start(), reading).read(),
                Event::position);
    }

    /** Refuses with {@code event-not-found} or {@code session-not-found}. */
    Whole<Event> require(SessionId sessionId, String eventId, Deadline deadline) {
        work.expect(sizes.events.expected(1));
        Event event = deadline.on(collection())
                .find(Filters.and(Filters.eq("sessionId", sessionId), Filters.eq("eventId", eventId))).first();
        if (event == null) {
            sessions.require(sessionId, deadline);
            throw new ProblemException(ProblemType.EVENT_NOT_FOUND,
                    "Session '" + sessionId + "' has no event '" + eventId + "'.");
        }
        return new Whole<>(event, sessions.requireStill(sessionId, Reads.USUAL, deadline));
    }

    static long count(SessionId sessionId, Deadline deadline) {
        return deadline.on(collection()).countDocuments(Filters.eq("sessionId", sessionId));
    }

    static MongoCollection<Event> collection() {
        return Event.mongoCollection();
    }
}
