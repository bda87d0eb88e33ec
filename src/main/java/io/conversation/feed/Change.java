package io.conversation.feed;

import java.util.Set;

import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.RawBsonDocument;
import org.bson.types.ObjectId;

import io.conversation.event.Event;
import io.conversation.tenant.SessionId;
import io.conversation.tenant.SessionIdCodec;

/**
 * What the change stream tells.
 *
 * @param kind of what arrived, null where nothing did
 * @param id of the arrival
 * @param document whose change it is: of an end nothing else is told of the session
 * @param whole what was inserted, null for an end
 * @param time when it was written, as the database tells it
 */
record Change(Kind kind, ObjectId id, ObjectId document, RawBsonDocument whole, BsonTimestamp time, BsonDocument token) {

    private static final String ENDED_ID = "endedId";

    static Change of(RawBsonDocument change) {
        BsonDocument token = change.getDocument("_id");
        BsonTimestamp time = change.getTimestamp("clusterTime");
        if (!change.containsKey("documentKey")) {
            return new Change(null, null, null, null, time, token);
        }
        ObjectId document = change.getDocument("documentKey").getObjectId("_id").getValue();
        if (change.containsKey("updateDescription")) {
            ObjectId end = change.getDocument("updateDescription").getDocument("updatedFields").getObjectId(ENDED_ID)
                    .getValue();
            return new Change(Kind.ENDED, end, document, null, time, token);
        }
        boolean event = Event.COLLECTION.equals(change.getDocument("ns").getString("coll").getValue());
        return new Change(event ? Kind.STORED : Kind.CREATED, document, document,
                (RawBsonDocument) change.getDocument("fullDocument"), time, token);
    }

    SessionId sessionId() {
        return SessionIdCodec.of(whole.getString("sessionId"));
    }

    /** When it arrived, and not later than it was written. */
    int second() {
        return kind == null ? 0 : Math.min(id.getTimestamp(), time.getTime());
    }

    boolean isOf(Set<String> types) {
        return types.isEmpty() || types.contains(whole.getString("type").getValue());
    }

    /** Of a session that was put back with its end: null where it had none. */
    ObjectId endAtOnce() {
        return kind == Kind.CREATED && whole.isObjectId(ENDED_ID) ? whole.getObjectId(ENDED_ID).getValue() : null;
    }
}
