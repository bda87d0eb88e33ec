package io.conversation.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

import com.mongodb.ReadPreference;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;

import io.conversation.database.Deadline;
import io.conversation.event.Event;
import io.conversation.session.Session;
import io.conversation.tenant.SessionId;
import io.conversation.tenant.Tenant;

/**
 * What an export of arrivals reads, each a range of an index; from the primary, as a secondary may not have yet what has
 * arrived.
 */
final class ArrivalReads {

    private static final int PAGE = 1000;

    private final Tenant tenant;

    ArrivalReads(Tenant tenant) {
        this.tenant = tenant;
    }

    /** That something of a session arrived: the session itself, an event, or its end. */
    record Arrival(ObjectId id, SessionId sessionId) {
    }

    List<Arrival> created(ObjectId from, boolean included, ObjectId end, Deadline deadline) {
        return page(sessions(), "_id", from, included, end, session -> new Arrival(session.id, session.sessionId), deadline);
    }

    List<Arrival> ended(ObjectId from, boolean included, ObjectId end, Deadline deadline) {
        return page(sessions(), "endedId", from, included, end, session -> new Arrival(session.endedId, session.sessionId),
                deadline);
    }

    List<Arrival> events(ObjectId from, boolean included, ObjectId end, Deadline deadline) {
        return page(events(), "_id", from, included, end, event -> new Arrival(event.id, event.sessionId), deadline);
    }

    private <T> List<Arrival> page(MongoCollection<T> collection, String field, ObjectId from, boolean included,
            ObjectId end, Function<T, Arrival> arrival, Deadline deadline) {
        Bson begin = included ? Filters.gte(field, from) : Filters.gt(field, from);
        return deadline.on(collection).find(tenant.only(List.of(begin, Filters.lt(field, end))))
                .sort(Sorts.ascending(field))
                .projection(Projections.include(field, "sessionId")).limit(PAGE).batchSize(PAGE)
                .map(arrival::apply).into(new ArrayList<>());
    }

    /** Null when the session does not match the filter. */
    static Session session(SessionId sessionId, Bson filter, Deadline deadline) {
        return deadline.on(sessions()).find(Filters.and(Filters.eq("sessionId", sessionId), filter)).first();
    }

    /** Whether an event of the session arrived from an id on, before another; told by the index alone. */
    static boolean hasEvent(SessionId sessionId, ObjectId from, ObjectId before, Deadline deadline) {
        return deadline.on(events())
                .find(Filters.and(Filters.eq("sessionId", sessionId), Filters.gte("_id", from), Filters.lt("_id", before)))
                .projection(Projections.include("sessionId", "_id")).first() != null;
    }

    private static MongoCollection<Event> events() {
        return Event.<Event> mongoCollection().withReadPreference(ReadPreference.primary());
    }

    private static MongoCollection<Session> sessions() {
        return Session.<Session> mongoCollection().withReadPreference(ReadPreference.primary());
    }
}
