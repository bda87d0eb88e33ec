package io.conversation.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;

import io.conversation.database.Deadline;
import io.conversation.database.Reads;
import io.conversation.event.Event;
import io.conversation.session.Session;
import io.conversation.tenant.SessionId;
import io.conversation.tenant.Tenant;

/** What an export of arrivals reads, each a range of an index. */
final class ArrivalReads {

    private static final int PAGE = 1000;

    private final Tenant tenant;
    private final Reads from;

    ArrivalReads(Tenant tenant, Reads from) {
        this.tenant = tenant;
        this.from = from;
    }

    /** That something of a session arrived: the session itself, an event, or its end. */
    record Arrival(ObjectId id, SessionId sessionId) {
    }

    List<Arrival> created(ObjectId first, boolean included, ObjectId end, Deadline deadline) {
        return page(Session.<Session> mongoCollection(), "_id", first, included, end,
                session -> new Arrival(session.id, session.sessionId), deadline);
    }

    List<Arrival> ended(ObjectId first, boolean included, ObjectId end, Deadline deadline) {
        return page(Session.<Session> mongoCollection(), "endedId", first, included, end,
                session -> new Arrival(session.endedId, session.sessionId),
                deadline);
    }

    List<Arrival> events(ObjectId first, boolean included, ObjectId end, Deadline deadline) {
        return page(Event.<Event> mongoCollection(), "_id", first, included, end,
                event -> new Arrival(event.id, event.sessionId), deadline);
    }

    private <T> List<Arrival> page(MongoCollection<T> collection, String field, ObjectId first, boolean included,
            ObjectId end, Function<T, Arrival> arrival, Deadline deadline) {
        Bson begin = included ? Filters.gte(field, first) : Filters.gt(field, first);
        return from.on(collection, deadline, found -> found.find(tenant.only(List.of(begin, Filters.lt(field, end))))
                .sort(Sorts.ascending(field))
                .projection(Projections.include(field, "sessionId")).limit(PAGE).batchSize(PAGE)
                .map(arrival::apply).into(new ArrayList<>()));
    }

    /** Null when the session does not match the filter. */
    Session session(SessionId sessionId, Bson filter, Deadline deadline) {
        return from.on(Session.<Session> mongoCollection(), deadline,
                sessions -> sessions.find(Filters.and(Filters.eq("sessionId", sessionId), filter)).first());
    }

    /** Whether an event of the session arrived from an id on, before another; told by the index alone. */
    boolean hasEvent(SessionId sessionId, ObjectId first, ObjectId before, Deadline deadline) {
        Bson within = Filters.and(Filters.eq("sessionId", sessionId), Filters.gte("_id", first), Filters.lt("_id", before));
        return from.on(Event.<Event> mongoCollection(), deadline,
                events -> events.find(within).projection(Projections.include("sessionId", "_id")).first()) != null;
    }
}
