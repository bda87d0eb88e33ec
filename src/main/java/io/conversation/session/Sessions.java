package io.conversation.session;

import com.mongodb.ReadPreference;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;

import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;

/** Looking up one session. */
public final class Sessions {

    private Sessions() {
    }

    /** For an answer: from wherever reads are set to go. Refuses with {@code session-not-found}. */
    public static Session require(String sessionId) {
        return require(Session.mongoCollection(), sessionId);
    }

    /** For a decision about a write: from the primary, wherever other reads go. */
    public static Session requireFromPrimary(String sessionId) {
        return require(Session.<Session> mongoCollection().withReadPreference(ReadPreference.primary()), sessionId);
    }

    private static Session require(MongoCollection<Session> collection, String sessionId) {
        Session session = collection.find(Filters.eq("sessionId", sessionId)).first();
        if (session == null) {
            throw new ProblemException(ProblemType.SESSION_NOT_FOUND, "There is no session '" + sessionId + "'.");
        }
        return session;
    }
}
