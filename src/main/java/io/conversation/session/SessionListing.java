package io.conversation.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.UriInfo;

import org.bson.conversions.Bson;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;

import io.conversation.database.Deadline;
import io.conversation.database.Deadlines;
import io.conversation.http.QueryParameters;
import io.conversation.paging.Cursor;
import io.conversation.paging.Order;
import io.conversation.paging.PageRequest;
import io.conversation.paging.Position;
import io.conversation.paging.Slice;
import io.conversation.paging.Walk;

/** Sessions by time of start, filtered: page by page for a list, all of them for an export. */
@Singleton
public class SessionListing {

    private static final String TIME = "startedAt";
    private static final String METADATA = "metadata.";
    private static final Set<String> FILTERS = Set.of("status", "language", "startedFrom", "startedTo", "order");

    private static final int WALKED_AT_ONCE = 200;

    private final SessionIndexes indexes;
    private final Deadlines deadlines;

    SessionListing(SessionIndexes indexes, Deadlines deadlines) {
        this.indexes = indexes;
        this.deadlines = deadlines;
    }

    /** What a list is limited to, and a text that is the same for the same list only. */
    public record Selection(Bson filter, Order order, String scope) {
    }

    SessionPage page(UriInfo uri, Deadline deadline) {
        QueryParameters query = query(uri, Set.of("limit", "cursor"));
        Selection selection = select(query, Order.DESC);
        int limit = query.limit();
        String cursor = query.text("cursor");
        query.violations().throwIfAny();
        Position after = cursor == null ? null : Cursor.decode(cursor, selection.scope());
        PageRequest page = new PageRequest(limit, selection.order(), after, selection.scope());
        return SessionPage.of(read(selection, page, deadline), page);
    }

    /** The filters of the list without its pages; oldest first, so that importing the lines makes ties anew in their order. */
    public Selection selectAll(UriInfo uri) {
        QueryParameters query = query(uri, Set.of());
        Selection selection = select(query, Order.ASC);
        query.violations().throwIfAny();
        return selection;
    }

    /** All that is selected. */
    public Walk<Session> all(Selection selection) {
        return new Walk<>(after -> read(selection,
                new PageRequest(WALKED_AT_ONCE, selection.order(), after, selection.scope()), deadlines.start()),
                Session::position);
    }

    private static Slice<Session> read(Selection selection, PageRequest page, Deadline deadline) {
        Bson filter = page.after() == null ? selection.filter()
                : Filters.and(selection.filter(), page.order().after(TIME, page.after()));
        MongoCollection<Session> sessions = deadline.on(Session.mongoCollection());
        return Slice.read(sessions.find(filter).sort(page.order().sort(TIME)), page, Session::position);
    }

    private QueryParameters query(UriInfo uri, Set<String> paging) {
        List<String> keys = indexes.metadataKeys();
        Set<String> known = new HashSet<>(FILTERS);
        known.addAll(paging);
        String hint = keys.isEmpty() ? "; no metadata is indexed, see sessions.indexed-metadata"
                : ", metadata.<key> of " + String.join(", ", keys);
        return QueryParameters.of(uri, known,
                name -> name.startsWith(METADATA) && keys.contains(name.substring(METADATA.length())), hint);
    }

    private Selection select(QueryParameters query, Order byDefault) {
        List<Bson> filters = new ArrayList<>();
        Map<String, String> scope = new TreeMap<>();
        String status = query.text("status");
        if (status != null && SessionStatus.of(status).isEmpty()) {
            query.violations().add("status", "has to be initiated, active, completed or failed");
        }
        String language = query.text("language");
        if (language != null && !LanguageTags.isWellFormed(language)) {
            query.violations().add("language", LanguageTags.RULE);
        }
        equal("status", status, filters, scope);
        equal("language", language, filters, scope);
        for (String key : indexes.metadataKeys()) {
            equal(METADATA + key, query.text(METADATA + key), filters, scope);
        }
        started(query, filters, scope);
        Order order = query.order(byDefault);
        return new Selection(filters.isEmpty() ? Filters.empty() : Filters.and(filters), order,
                "sessions " + order + " " + scope);
    }

    private static void equal(String field, String value, List<Bson> filters, Map<String, String> scope) {
        if (value != null) {
            filters.add(Filters.eq(field, value));
            scope.put(field, value);
        }
    }

    private static void started(QueryParameters query, List<Bson> filters, Map<String, String> scope) {
        Instant from = query.time("startedFrom");
        Instant to = query.time("startedTo");
        if (from != null) {
            filters.add(Filters.gte(TIME, from));
            scope.put("startedFrom", from.toString());
        }
        if (to != null) {
            filters.add(Filters.lt(TIME, to));
            scope.put("startedTo", to.toString());
        }
    }
}
