package io.conversation.retention;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.bson.BsonDocument;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

import com.mongodb.ReadPreference;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;

import io.conversation.database.Deadline;
import io.conversation.event.Event;
import io.conversation.paging.Order;
import io.conversation.paging.Position;
import io.conversation.session.Session;
import io.conversation.session.SessionStatus;
import io.conversation.tenant.SessionId;
import io.conversation.tenant.SessionIdCodec;

/** What is read of sessions that are open, and of their events, each a range of an index; from the primary, to decide by it. */
final class OpenSessions {

    static final int PAGE = 500;

    private static final String STARTED = "startedAt";
    private static final Bson BY_STATUS = Indexes.compoundIndex(Indexes.ascending("status"),
            Indexes.descending(STARTED, "_id"));
    private static final Bson ARRIVAL = Indexes.ascending("sessionId", "_id");

    private OpenSessions() {
    }

    /**
     * The next sessions in a status that were created before an id, from a position on; without their metadata. By a hint: else
     * the server may go through all that were created before, ended ones too, and sort.
     */
    static List<Session> createdBefore(ObjectId id, SessionStatus status, Position after, Deadline deadline) {
        Bson old = Filters.and(Filters.eq("status", status.wire()), Filters.lt("_id", id));
        return deadline.on(Session.<Session> mongoCollection().withReadPreference(ReadPreference.primary()))
                .find(after == null ? old : Filters.and(old, Order.ASC.after(STARTED, after))).sort(Order.ASC.sort(STARTED))
                .hint(BY_STATUS)
                .projection(Projections.include("sessionId", "status", STARTED)).limit(PAGE).batchSize(PAGE)
                .into(new ArrayList<>());
    }

    /**
     * Those of the sessions that have an event from an id on. By the hint and without anything to add up, the server goes from
     * one session's first such entry to the next session's.
     */
    static Set<SessionId> withEventSince(ObjectId id, List<Session> sessions, Deadline deadline) {
        List<SessionId> ids = sessions.stream().map(session -> session.sessionId).toList();
        return deadline.on(events().withDocumentClass(BsonDocument.class))
                .aggregate(List.of(Aggregates.match(Filters.and(Filters.in("sessionId", ids), Filters.gte("_id", id))),
                        Aggregates.group("$sessionId")))
                .hint(ARRIVAL).batchSize(PAGE).map(group -> SessionIdCodec.of(group.getString("_id")))
                .into(new HashSet<>());
    }

    /** The event that arrived last, without what it says; null where there is none. */
    static Event lastEvent(Session session, Deadline deadline) {
        return deadline.on(events()).find(Filters.eq("sessionId", session.sessionId)).sort(Sorts.descending("_id"))
                .hint(ARRIVAL).projection(Projections.include("receivedAt")).first();
    }

    private static MongoCollection<Event> events() {
        return Event.<Event> mongoCollection().withReadPreference(ReadPreference.primary());
    }
}
