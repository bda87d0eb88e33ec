package io.conversation.follow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

import com.mongodb.ReadPreference;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;

import io.conversation.database.Deadline;
import io.conversation.event.Event;
import io.conversation.session.Session;
import io.conversation.session.SessionStatus;

/**
 * What followers read from the collections, in the order of arrival, from the primary: a secondary may lag behind its own tail.
 */
final class FollowReads {

    private static final int BATCH_EVENTS = 500;
    private static final int BATCH_BYTES = 4 * 1024 * 1024;
    private static final Set<String> ENDED = Set.of(SessionStatus.COMPLETED.wire(), SessionStatus.FAILED.wire());

    private FollowReads() {
    }

    /** The next events of a session that were taken after an id, null for the first; empty at the end. */
    static List<Event> after(String sessionId, ObjectId id, Deadline deadline) {
        Bson session = Filters.eq("sessionId", sessionId);
        List<Event> events = new ArrayList<>();
        long bytes = 0;
        try (MongoCursor<Event> cursor = deadline.on(events())
                .find(id == null ? session : Filters.and(session, Filters.gt("_id", id)))
                .sort(Sorts.ascending("_id")).limit(BATCH_EVENTS).batchSize(BATCH_EVENTS).iterator()) {
            while (bytes < BATCH_BYTES && cursor.hasNext()) {
                Event event = cursor.next();
                events.add(event);
                bytes += event.payload.size();
            }
        }
        return events;
    }

    static FindIterable<Event> since(Collection<String> sessionIds, ObjectId id, Deadline deadline) {
        return deadline.on(events()).find(Filters.and(Filters.in("sessionId", sessionIds), Filters.gte("_id", id)))
                .sort(Sorts.ascending("_id"));
    }

    static List<Session> ended(Collection<String> sessionIds, Deadline deadline) {
        return deadline.on(sessions()).find(Filters.and(Filters.in("sessionId", sessionIds), Filters.in("status", ENDED)))
                .into(new ArrayList<>());
    }

    private static MongoCollection<Event> events() {
        return Event.<Event> mongoCollection().withReadPreference(ReadPreference.primary());
    }

    private static MongoCollection<Session> sessions() {
        return Session.<Session> mongoCollection().withReadPreference(ReadPreference.primary());
    }
}
