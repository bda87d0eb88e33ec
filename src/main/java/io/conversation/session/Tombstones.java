package io.conversation.session;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

import jakarta.inject.Singleton;

import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;

import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;

import io.conversation.database.Deadline;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.tenant.SessionId;
import io.conversation.tenant.SessionIdCodec;

/**
 * Which sessions' erasure stands: for as long as there is work to do, and then until its tombstone expires, whether that has
 * been removed by then or not.
 */
@Singleton
public class Tombstones {

    public static final String COLLECTION = "erasures";
    /** When it stands no more; absent while there is work to do. */
    public static final String EXPIRES_AT = "expiresAt";

    private static final String ID = "_id";
    private static final Bson EXPIRY = Projections.include(EXPIRES_AT);

    private final Clock clock;

    Tombstones(Clock clock) {
        this.clock = clock;
    }

    /** Those of the sessions that must not be written, as a majority knows. */
    public Set<SessionId> standing(Collection<SessionId> sessionIds, Deadline deadline) {
        Set<SessionId> standing = new HashSet<>();
        deadline.on(collection()).find(Filters.in(ID, sessionIds)).projection(EXPIRY).batchSize(sessionIds.size() + 1)
                .forEach(tombstone -> {
                    if (stands(tombstone)) {
                        standing.add(SessionIdCodec.of(tombstone.getString(ID)));
                    }
                });
        return standing;
    }

    private boolean stands(BsonDocument tombstone) {
        BsonDateTime expiry = tombstone.getDateTime(EXPIRES_AT, null);
        return expiry == null || Instant.ofEpochMilli(expiry.getValue()).isAfter(clock.instant());
    }

    /** Refuses with {@code session-erased}. */
    public void refuse(SessionId sessionId, Deadline deadline) {
        if (!standing(Set.of(sessionId), deadline).isEmpty()) {
            throw erased(sessionId);
        }
    }

    public static ProblemException erased(SessionId sessionId) {
        return new ProblemException(ProblemType.SESSION_ERASED, "Session '" + sessionId + "' was erased; nothing was stored.");
    }

    private static MongoCollection<BsonDocument> collection() {
        return Session.mongoDatabase().getCollection(COLLECTION, BsonDocument.class)
                .withReadPreference(ReadPreference.primary()).withReadConcern(ReadConcern.MAJORITY);
    }
}
