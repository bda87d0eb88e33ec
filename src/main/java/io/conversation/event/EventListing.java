package io.conversation.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.UriInfo;

import org.bson.conversions.Bson;

import com.mongodb.ReadPreference;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;

import io.conversation.database.Deadline;
import io.conversation.database.Deadlines;
import io.conversation.http.QueryParameters;
import io.conversation.http.Reading;
import io.conversation.http.StoredSizes;
import io.conversation.http.Work;
import io.conversation.paging.Cursor;
import io.conversation.paging.Order;
import io.conversation.paging.PageRequest;
import io.conversation.paging.Position;
import io.conversation.paging.Slice;
import io.conversation.paging.Walk;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.session.Sessions;
import io.conversation.tenant.SessionId;

/** A session's events by time, ties in the order of arrival: page by page, or all of them in a stream. */
@Singleton
public class EventListing {

    /** Deep offsets make the server count its way; cursors do not. */
    static final int MAX_OFFSET = 10_000;

    private static final String TIME = "timestamp";

    private final Sessions sessions;
    private final EventTypes types;
    private final Deadlines deadlines;
    private final Work work;
    private final StoredSizes sizes;

    EventListing(Sessions sessions, EventTypes types, Deadlines deadlines, Work work, StoredSizes sizes) {
        this.sessions = sessions;
        this.types = types;
        this.deadlines = deadlines;
        this.work = work;
        this.sizes = sizes;
    }

    /** Which events of a session, in which order. */
    record Selection(SessionId sessionId, Bson filter, Order order, String scope) {
    }

    /** One page and what was asked for. */
    record Read(Slice<Event> slice, PageRequest page) {
    }

    /** For {@code /events}: filtered, from a cursor on. */
    Read page(SessionId sessionId, UriInfo uri, Deadline deadline) {
        QueryParameters query = QueryParameters.of(uri, "limit", "cursor", "order", "type", "from", "to");
        Selection selection = select(sessionId, query);
        PageRequest page = pageRequest(query, selection);
        return new Read(readWhole(collection(), selection, page, deadline, reading()), page);
    }

    /** For a session with its events, the session to be read after these: from a cursor or an offset on. */
    Read page(SessionId sessionId, QueryParameters query, Deadline deadline) {
        Selection selection = select(sessionId, query);
        if (query.has("cursor") && query.has("offset")) {
            query.violations().add("offset", "cannot go with cursor");
        }
        int offset = query.number("offset", 0, Integer.MAX_VALUE, 0);
        if (offset > MAX_OFFSET) {
            query.violations().add("offset", "has to be 0 to 10000; a cursor goes further, at no cost");
        }
        PageRequest page = pageRequest(query, selection);
        return new Read(read(collection(), selection, page, offset, deadline, reading()), page);
    }

    private static PageRequest pageRequest(QueryParameters query, Selection selection) {
        int limit = query.limit();
        String cursor = query.text("cursor");
        query.violations().throwIfAny();
        Position after = cursor == null ? null : Cursor.decode(cursor, selection.scope());
        return new PageRequest(limit, selection.order(), after, selection.scope());
    }

    private Reading<Event> reading() {
        return new Reading<>(work, sizes.events, event -> event.payload.size());
    }

    /** With a look whether the session is still there, without which it may be what an erasure has left of a page. */
    private Slice<Event> readWhole(MongoCollection<Event> collection, Selection selection, PageRequest page,
            Deadline deadline, Reading<Event> reading) {
        Slice<Event> slice = read(collection, selection, page, 0, deadline, reading);
        sessions.requireStill(selection.sessionId(), collection.getReadPreference(), deadline);
        return slice;
    }

    private static Slice<Event> read(MongoCollection<Event> collection, Selection selection, PageRequest page, int offset,
            Deadline deadline, Reading<Event> reading) {
        Bson filter = page.after() == null ? selection.filter()
                : Filters.and(selection.filter(), page.order().after(TIME, page.after()));
        return reading.read(page.limit() + 1, () -> Slice.read(
                deadline.on(collection).find(filter).sort(page.order().sort(TIME)).skip(offset), page, Event::position));
    }

    /** For {@code /events} as a stream: filtered, all of them. */
    Walk<Event> all(SessionId sessionId, UriInfo uri) {
        QueryParameters query = QueryParameters.of(uri, "order", "type", "from", "to");
        Selection selection = select(sessionId, query);
        query.violations().throwIfAny();
        return all(selection);
    }

    /** All events of a session in their order. It refuses with {@code session-not-found} to go on once that is not there. */
    public Walk<Event> all(SessionId sessionId) {
        return all(ofSession(sessionId));
    }

    /** The same from the primary: for who must not miss what has just been stored. */
    public Walk<Event> allFromPrimary(SessionId sessionId) {
        return all(fromPrimary(), ofSession(sessionId));
    }

    private static Selection ofSession(SessionId sessionId) {
        return new Selection(sessionId, Filters.eq("sessionId", sessionId), Order.ASC, "");
    }

    private Walk<Event> all(Selection selection) {
        return all(collection(), selection);
    }

    private Walk<Event> all(MongoCollection<Event> collection, Selection selection) {
        Reading<Event> reading = reading();
        return new Walk<>(after -> readWhole(collection, selection,
                new PageRequest(PageRequest.MAX_LIMIT, selection.order(), after, selection.scope()), deadlines.start(),
                reading), Event::position);
    }

    /** Refuses with {@code event-not-found} or {@code session-not-found}. */
    Event require(SessionId sessionId, String eventId, Deadline deadline) {
        work.expect(sizes.events.expected(1));
        Event event = deadline.on(collection())
                .find(Filters.and(Filters.eq("sessionId", sessionId), Filters.eq("eventId", eventId))).first();
        if (event == null) {
            sessions.require(sessionId, deadline);
            throw new ProblemException(ProblemType.EVENT_NOT_FOUND,
                    "Session '" + sessionId + "' has no event '" + eventId + "'.");
        }
        sessions.requireStill(sessionId, collection().getReadPreference(), deadline);
        return event;
    }

    static long count(SessionId sessionId, Deadline deadline) {
        return deadline.on(collection()).countDocuments(Filters.eq("sessionId", sessionId));
    }

    private static MongoCollection<Event> collection() {
        return Event.mongoCollection();
    }

    private static MongoCollection<Event> fromPrimary() {
        return collection().withReadPreference(ReadPreference.primary());
    }

    private Selection select(SessionId sessionId, QueryParameters query) {
        Order order = query.order(Order.ASC);
        Set<String> wanted = new TreeSet<>(query.all("type"));
        wanted.forEach(type -> types.check(type, "type", query.violations()));
        Instant from = query.time("from");
        Instant to = query.time("to");
        List<Bson> filters = new ArrayList<>();
        filters.add(Filters.eq("sessionId", sessionId));
        if (!wanted.isEmpty()) {
            filters.add(Filters.in("type", wanted));
        }
        if (from != null) {
            filters.add(Filters.gte(TIME, from));
        }
        if (to != null) {
            filters.add(Filters.lt(TIME, to));
        }
        return new Selection(sessionId, Filters.and(filters), order,
                "events " + order + " " + sessionId.stored() + " " + wanted + " " + from + " " + to);
    }
}
