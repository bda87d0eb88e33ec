package io.conversation.transfer;

import java.time.Clock;
import java.time.Instant;

import jakarta.inject.Singleton;

import io.conversation.database.Deadlines;
import io.conversation.database.Reads;
import io.conversation.http.QueryParameters;
import io.conversation.json.Rfc3339;
import io.conversation.session.Session;
import io.conversation.session.SessionFilters.Selection;

/**
 * What has arrived in a span of the server's time. An id is made when something is taken and seen when it has been written,
 * which takes twice the database's timeout at the most, by a clock that differs as much as is allowed: what is older than both
 * together is settled, and no span goes beyond it. So one that begins where another ended misses nothing.
 */
@Singleton
class Arrivals {

    private final Clock clock;
    private final Deadlines deadlines;

    Arrivals(Clock clock, Deadlines deadlines) {
        this.clock = clock;
        this.deadlines = deadlines;
    }

    /** Null when the query asks for none. */
    ArrivalSpan span(QueryParameters query) {
        Instant settled = Rfc3339.cut(clock.instant()).minus(deadlines.unsettled());
        return ArrivalSpan.of(query, settled);
    }

    /** The sessions of which something arrived in the span, in the order in which something of them did first. */
    Iterable<Session> sessions(ArrivalSpan span, Selection selection, Reads from) {
        return () -> new ArrivedSessions(span, selection.tenant(), selection.filter(), from, deadlines,
                ArrivedSessions.REMEMBERED);
    }
}
