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
import com.mongodb.client.cursor.TimeoutMode;
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

    private static final Set<String> ENDED = Set.of(SessionStatus.COMPLETED.wire(), SessionStatus.FAILED.wire());

    private FollowReads() {
    }

    /**
     * All events of a session that were taken after an id, null for all; in batches, each with the deadline of an operation.
     */
    static FindIterable<Event> after(String sessionId, ObjectId id) {
        Bson session = Filters.eq("sessionId", sessionId);
        return events().find(id == null ? session : Filters.and(session, Filters.gt("_id", id)))
                .sort(Sorts.ascending("_id")).timeoutMode(TimeoutMode.ITERATION).batchSize(500);
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
