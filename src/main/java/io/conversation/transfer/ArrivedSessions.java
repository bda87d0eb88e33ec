package io.conversation.transfer;

import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.Stream;

import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

import io.conversation.database.Deadlines;
import io.conversation.database.Reads;
import io.conversation.session.Session;
import io.conversation.tenant.SessionId;
import io.conversation.tenant.Tenant;
import io.conversation.transfer.ArrivalQueue.Page;
import io.conversation.transfer.ArrivalReads.Arrival;

/**
 * Each session of which something arrived in a span, once: when the first of it did. Whether something is the first the indexes
 * tell, so that nothing has to be remembered of a span of any length; the sessions that were met last are, to spare asking.
 */
final class ArrivedSessions implements Iterator<Session> {

    static final int REMEMBERED = 10_000;

    private final ArrivalSpan span;
    private final Tenant tenant;
    private final Bson filter;
    private final Deadlines deadlines;
    private final ArrivalReads reads;
    private final List<ArrivalQueue> queues;
    private final Map<SessionId, Boolean> met;
    private Session next;

    ArrivedSessions(ArrivalSpan span, Tenant tenant, Bson filter, Reads from, Deadlines deadlines, int remembered) {
        this.span = span;
        this.tenant = tenant;
        this.filter = filter;
        this.deadlines = deadlines;
        this.reads = new ArrivalReads(tenant, from);
        this.queues = Stream.<Page> of(reads::created, reads::events, reads::ended)
                .map(page -> new ArrivalQueue(page, span, deadlines)).toList();
        this.met = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<SessionId, Boolean> eldest) {
                return size() > remembered;
            }
        };
    }

    @Override
    public boolean hasNext() {
        while (next == null) {
            ArrivalQueue queue = queues.stream().filter(each -> each.first() != null)
                    .min(Comparator.comparing(each -> each.first().id())).orElse(null);
            if (queue == null) {
                return false;
            }
            Arrival arrival = queue.take();
            if (met.put(arrival.sessionId(), true) == null) {
                next = firstArrivalOf(arrival);
            }
        }
        return true;
    }

    /** The session, unless it is not wanted, or something of it has arrived before in the span. */
    private Session firstArrivalOf(Arrival arrival) {
        Session session = reads.session(arrival.sessionId(), filter, deadlines.start());
        if (session != null) {
            tenant.require(session.sessionId);
        }
        if (session == null || isBefore(session.id, arrival) || isBefore(session.endedId, arrival)
                || reads.hasEvent(arrival.sessionId(), span.firstId(), arrival.id(), deadlines.start())) {
            return null;
        }
        return session;
    }

    private boolean isBefore(ObjectId id, Arrival arrival) {
        return Objects.nonNull(id) && id.compareTo(span.firstId()) >= 0 && id.compareTo(arrival.id()) < 0;
    }

    @Override
    public Session next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Session session = next;
        next = null;
        return session;
    }
}
