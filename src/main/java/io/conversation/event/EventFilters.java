package io.conversation.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.UriInfo;

import org.bson.conversions.Bson;

import com.mongodb.client.model.Filters;

import io.conversation.http.QueryParameters;
import io.conversation.paging.Cursor;
import io.conversation.paging.Order;
import io.conversation.paging.PageRequest;
import io.conversation.paging.Position;
import io.conversation.tenant.SessionId;

/** Which events of a session a query asks for, and which page of them. */
@Singleton
class EventFilters {

    /** Deep offsets make the server count its way; cursors do not. */
    static final int MAX_OFFSET = 10_000;

    private static final String TIME = "timestamp";

    private final EventTypes types;

    EventFilters(EventTypes types) {
        this.types = types;
    }

    /** Which events of a session, in which order; {@code byType} where the index of that order does not tell. */
    record Selection(SessionId sessionId, Bson filter, Order order, String scope, boolean byType) {

        Page largestPage(Position after) {
            return new Page(this, new PageRequest(PageRequest.MAX_LIMIT, order, after, scope), 0);
        }
    }

    /** One page of them. */
    record Page(Selection selection, PageRequest request, int offset) {

        Bson filter() {
            return request.after() == null ? selection.filter()
                    : Filters.and(selection.filter(), request.order().after(TIME, request.after()));
        }

        /** The same for who asks for nothing but what the index of the order has. */
        Bson keyFilter() {
            return request.after() == null ? selection.filter()
                    : Filters.and(selection.filter(), request.order().keysAfter(TIME, request.after()));
        }

        Bson sort() {
            return request.order().sort(TIME);
        }
    }

    static Selection ofSession(SessionId sessionId) {
        return new Selection(sessionId, Filters.eq("sessionId", sessionId), Order.ASC, "", false);
    }

    /** For {@code /events}: filtered, from a cursor on. */
    Page page(SessionId sessionId, UriInfo uri) {
        QueryParameters query = QueryParameters.of(uri, "limit", "cursor", "order", "type", "from", "to");
        return page(select(sessionId, query), 0, query);
    }

    /** For a session with its events: from a cursor or an offset on. */
    Page page(SessionId sessionId, QueryParameters query) {
        Selection selection = select(sessionId, query);
        if (query.has("cursor") && query.has("offset")) {
            query.violations().add("offset", "cannot go with cursor");
        }
        int offset = query.number("offset", 0, Integer.MAX_VALUE, 0);
        if (offset > MAX_OFFSET) {
            query.violations().add("offset", "has to be 0 to 10000; a cursor goes further, at no cost");
        }
        return page(selection, offset, query);
    }

    private static Page page(Selection selection, int offset, QueryParameters query) {
        int limit = query.limit();
        String cursor = query.text("cursor");
        query.violations().throwIfAny();
        Position after = cursor == null ? null : Cursor.decode(cursor, selection.scope());
        return new Page(selection, new PageRequest(limit, selection.order(), after, selection.scope()), offset);
    }

    /** For {@code /events} as a stream: filtered, all of them. */
    Selection all(SessionId sessionId, UriInfo uri) {
        QueryParameters query = QueryParameters.of(uri, "order", "type", "from", "to");
        Selection selection = select(sessionId, query);
        query.violations().throwIfAny();
        return selection;
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
                "events " + order + " " + sessionId.stored() + " " + wanted + " " + from + " " + to, !wanted.isEmpty());
    }
}
