package io.conversation.follow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;

import org.bson.BsonDocument;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

import com.mongodb.MongoCommandException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;

import io.conversation.database.Deadline;
import io.conversation.event.Event;
import io.conversation.session.Session;
import io.conversation.session.SessionStatus;
import io.conversation.tenant.SessionId;
import io.conversation.tenant.SessionIdCodec;

/**
 * What followers read from the collections, in the order of arrival: from the primary, as a secondary may lag behind its own
 * tail, and what a majority has, as all else may yet be rolled back.
 */
final class FollowReads {

    static final int BATCH_EVENTS = 500;
    private static final int BATCH_BYTES = 4 * 1024 * 1024;
    private static final int BATCH_IDS = 10_000;
    /** How a server refuses a hint at an index that it does not have. */
    private static final int BAD_VALUE = 2;
    private static final Set<String> ENDED = Set.of(SessionStatus.COMPLETED.wire(), SessionStatus.FAILED.wire());
    private static final Bson ARRIVAL = Indexes.ascending("sessionId", "_id");
    private static final Bson IN_ORDER = Sorts.ascending("_id");

    private FollowReads() {
    }

    /** An event that is there. */
    record Arrived(SessionId sessionId, ObjectId id) implements Comparable<Arrived> {

        @Override
        public int compareTo(Arrived other) {
            return id.compareTo(other.id);
        }
    }

    /** Null where a majority's view does not have it. */
    static Session session(SessionId sessionId, Deadline deadline) {
        return deadline.on(sessions()).find(Filters.eq("sessionId", sessionId)).first();
    }

    /** The next events of a session that were taken after an id; empty at the end. */
    static List<Event> after(SessionId sessionId, ObjectId id, Deadline deadline) {
        return inOrder(Filters.and(Filters.eq("sessionId", sessionId), Filters.gt("_id", id)), deadline);
    }

    /** The first of these events, as many as go together; empty when none is there any more. */
    static List<Event> first(Collection<SessionId> sessionIds, List<ObjectId> ids, Deadline deadline) {
        return inOrder(Filters.and(among(sessionIds), Filters.in("_id", ids)), deadline);
    }

    /** What is left to be read of the ids when {@link #first} has found these events among the next of them. */
    static List<ObjectId> left(List<ObjectId> ids, List<ObjectId> next, List<Event> found) {
        int read = found.isEmpty() ? next.size() : Collections.binarySearch(next, found.getLast().id) + 1;
        return ids.subList(read, ids.size());
    }

    private static List<Event> inOrder(Bson filter, Deadline deadline) {
        List<Event> events = new ArrayList<>();
        long bytes = 0;
        try (MongoCursor<Event> cursor = deadline.on(events()).find(filter).sort(IN_ORDER).limit(BATCH_EVENTS)
                .batchSize(BATCH_EVENTS).iterator()) {
            while (bytes < BATCH_BYTES && cursor.hasNext()) {
                Event event = cursor.next();
                events.add(event);
                bytes += event.payload.size();
            }
        }
        return events;
    }

    /** The ids of a session's events after one up to another. */
    static List<ObjectId> ids(SessionId sessionId, ObjectId after, ObjectId upTo, Deadline deadline) {
        Bson filter = Filters.and(Filters.eq("sessionId", sessionId), Filters.gt("_id", after), Filters.lte("_id", upTo));
        List<ObjectId> ids = new ArrayList<>();
        entries(filter, deadline).forEach(arrived -> ids.add(arrived.id()));
        ids.sort(null);
        return ids;
    }

    static boolean isAnyAfter(SessionId sessionId, ObjectId id, Deadline deadline) {
        return deadline.on(events()).find(Filters.and(Filters.eq("sessionId", sessionId), Filters.gt("_id", id)))
                .sort(IN_ORDER).projection(Projections.include("_id")).first() != null;
    }

    /** What was taken at an id or later for any of the sessions. */
    static List<Arrived> since(Collection<SessionId> sessionIds, ObjectId id, Deadline deadline) {
        return entries(Filters.and(among(sessionIds), Filters.gte("_id", id)), deadline);
    }

    /**
     * Entries of the index of arrival, whatever the events weigh. By a hint: else the server may find it cheaper to go through
     * all that arrived lately, of all sessions.
     */
    private static List<Arrived> entries(Bson filter, Deadline deadline) {
        try {
            return entries(filter, ARRIVAL, deadline);
        } catch (MongoCommandException e) {
            if (e.getCode() != BAD_VALUE) {
                throw e;
            }
            // The index is still being built.
            return entries(filter, null, deadline);
        }
    }

    private static List<Arrived> entries(Bson filter, Bson hint, Deadline deadline) {
        return deadline.on(events().withDocumentClass(BsonDocument.class)).find(filter)
                .projection(Projections.include("sessionId", "_id")).hint(hint).batchSize(BATCH_IDS)
                .map(entry -> new Arrived(SessionIdCodec.of(entry.getString("sessionId")),
                        entry.getObjectId("_id").getValue()))
                .into(new ArrayList<>());
    }

    static List<Session> ended(Collection<SessionId> sessionIds, Deadline deadline) {
        return deadline.on(sessions()).find(Filters.and(among(sessionIds), Filters.in("status", ENDED)))
                .into(new ArrayList<>());
    }

    /** On shards, only those that have one of them are asked. */
    private static Bson among(Collection<SessionId> sessionIds) {
        return Filters.in("sessionId", sessionIds);
    }

    private static MongoCollection<Event> events() {
        return Event.<Event> mongoCollection().withReadPreference(ReadPreference.primary())
                .withReadConcern(ReadConcern.MAJORITY);
    }

    static MongoCollection<Session> sessions() {
        return Session.<Session> mongoCollection().withReadPreference(ReadPreference.primary())
                .withReadConcern(ReadConcern.MAJORITY);
    }
}
