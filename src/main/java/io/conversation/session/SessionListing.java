package io.conversation.session;

import java.util.Set;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.UriInfo;

import org.bson.conversions.Bson;

import com.mongodb.client.model.Filters;

import io.conversation.database.Deadline;
import io.conversation.database.Deadlines;
import io.conversation.database.Reads;
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
import io.conversation.session.SessionFilters.Selection;
import io.conversation.session.SessionFilters.Time;
import io.conversation.tenant.Tenant;

/** The sessions that {@link SessionFilters} selects, by time: page by page for a list, all of them for an export. */
@Singleton
public class SessionListing {

    private static final int WALKED_AT_ONCE = 200;

    private final SessionFilters filters;
    private final Deadlines deadlines;
    private final Work work;
    private final StoredSizes sizes;
    private final Sessions sessions;

    SessionListing(SessionFilters filters, Deadlines deadlines, Work work, StoredSizes sizes, Sessions sessions) {
        this.filters = filters;
        this.deadlines = deadlines;
        this.work = work;
        this.sizes = sizes;
        this.sessions = sessions;
    }

    SessionPage page(UriInfo uri, Tenant tenant, Deadline deadline) {
        QueryParameters query = filters.query(uri, Set.of("limit", "cursor"));
        Selection selection = filters.select(query, tenant, Order.DESC);
        int limit = query.limit();
        String cursor = query.text("cursor");
        query.violations().throwIfAny();
        Position after = cursor == null ? null : Cursor.decode(cursor, selection.scope());
        PageRequest page = new PageRequest(limit, selection.order(), after, selection.scope());
        return SessionPage.of(read(selection, page, sessions.apart(), deadline, reading()), page);
    }

    /** All that is selected. */
    public Walk<Session> all(Selection selection, Reads from) {
        Reading<Session> reading = reading();
        return new Walk<>(after -> read(selection,
                new PageRequest(WALKED_AT_ONCE, selection.order(), after, selection.scope()), from, deadlines.start(), reading),
                selection.time()::position);
    }

    private Reading<Session> reading() {
        return new Reading<>(work, sizes.sessions, session -> session.metadata.size());
    }

    private static Slice<Session> read(Selection selection, PageRequest page, Reads from, Deadline deadline,
            Reading<Session> reading) {
        Time time = selection.time();
        Bson filter = page.after() == null ? selection.filter()
                : Filters.and(selection.filter(), page.order().after(time.field(), page.after()));
        Slice<Session> slice = reading.read(page.limit() + 1, () -> from.on(Session.<Session> mongoCollection(), deadline,
                sessions -> Slice.read(sessions.find(filter).sort(page.order().sort(time.field())), page, time::position)));
        slice.items().forEach(session -> selection.tenant().require(session.sessionId));
        return slice;
    }
}
