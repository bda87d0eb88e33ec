package io.conversation.session;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.bson.conversions.Bson;

import com.mongodb.ReadPreference;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;

import io.conversation.database.Deadline;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;

/** Looking up one session. */
public final class Sessions {

    private static final Bson STATUS = Projections.fields(Projections.include("sessionId", "status"),
            Projections.excludeId());

    private Sessions() {
    }

    /** For an answer: from wherever reads are set to go. Refuses with {@code session-not-found}. */
    public static Session require(String sessionId, Deadline deadline) {
        return require(Session.mongoCollection(), sessionId, deadline);
    }

    /** For a decision about a write: from the primary, wherever other reads go. */
    static Session requireFromPrimary(String sessionId, Deadline deadline) {
        return require(fromPrimary(), sessionId, deadline);
    }

    private static Session require(MongoCollection<Session> collection, String sessionId, Deadline deadline) {
        Session session = deadline.on(collection).find(Filters.eq("sessionId", sessionId)).first();
        if (session == null) {
            throw notFound(sessionId);
        }
        return session;
    }

    /** Those of the sessions that exist, for a decision about a write. */
    static Map<String, Session> all(List<String> sessionIds, Deadline deadline) {
        Map<String, Session> sessions = new HashMap<>();
        deadline.on(fromPrimary()).find(Filters.in("sessionId", sessionIds))
                .forEach(session -> sessions.put(session.sessionId, session));
        return sessions;
    }

    /** The status of each of the sessions that exist, for a decision about a write. */
    public static Map<String, SessionStatus> statuses(Set<String> sessionIds, Deadline deadline) {
        Map<String, SessionStatus> statuses = new HashMap<>();
        Bson filter = sessionIds.size() == 1 ? Filters.eq("sessionId", sessionIds.iterator().next())
                : Filters.in("sessionId", sessionIds);
        deadline.on(fromPrimary()).find(filter).projection(STATUS).batchSize(sessionIds.size() + 1)
                .forEach(session -> statuses.put(session.sessionId, session.status));
        return statuses;
    }

    private static MongoCollection<Session> fromPrimary() {
        return Session.<Session> mongoCollection().withReadPreference(ReadPreference.primary());
    }

    public static ProblemException notFound(String sessionId) {
        return new ProblemException(ProblemType.SESSION_NOT_FOUND, "There is no session '" + sessionId + "'.");
    }
}
