package io.conversation.webhook;

import java.time.Instant;

import org.bson.BsonDocument;
import org.bson.types.ObjectId;

import io.conversation.tenant.SessionId;
import io.conversation.tenant.SessionIdCodec;

/**
 * That the receiver is to be told of an end. Of the session it holds the id alone; what is told is looked up when it is told.
 *
 * @param id of the end's arrival: the same at each attempt, and another when a session of the same id ends again
 * @param attempts so far, the one under way included
 * @param since when it was first to be tried, or was asked to be tried again
 * @param due when somebody is to try it next, or, while somebody does, when he is not waited for any more; null if never
 * @param lastAt when it was tried last, as far as that is known; else null
 * @param lastStatus with which that was answered, 0 where it was not
 * @param lastFailure why it failed, null where it has not
 */
record Delivery(ObjectId id, SessionId sessionId, DeliveryState state, int attempts, Instant since, Instant due, Instant lastAt,
        int lastStatus, String lastFailure) {

    static final String ID = "_id";
    static final String SESSION = "sessionId";
    static final String STATE = "state";
    static final String ATTEMPTS = "attempts";
    static final String SINCE = "since";
    static final String DUE = "due";
    static final String LAST_AT = "lastAt";
    static final String LAST_STATUS = "lastStatus";
    static final String LAST_FAILURE = "lastFailure";
    /** When the database is to remove one that was given up. */
    static final String EXPIRES_AT = "expiresAt";

    static Delivery of(BsonDocument stored) {
        return new Delivery(stored.getObjectId(ID).getValue(), SessionIdCodec.of(stored.getString(SESSION)),
                DeliveryState.of(stored.getString(STATE).getValue()).orElseThrow(), stored.getInt32(ATTEMPTS).getValue(),
                time(stored, SINCE), time(stored, DUE), time(stored, LAST_AT),
                stored.containsKey(LAST_STATUS) ? stored.getInt32(LAST_STATUS).getValue() : 0,
                stored.containsKey(LAST_FAILURE) ? stored.getString(LAST_FAILURE).getValue() : null);
    }

    private static Instant time(BsonDocument stored, String field) {
        return stored.containsKey(field) ? Instant.ofEpochMilli(stored.getDateTime(field).getValue()) : null;
    }
}
