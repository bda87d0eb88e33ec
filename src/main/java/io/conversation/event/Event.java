package io.conversation.event;

import java.time.Instant;

import org.bson.types.ObjectId;

import io.conversation.json.JsonObject;
import io.conversation.paging.Position;
import io.conversation.tenant.SessionId;
import io.quarkus.mongodb.panache.PanacheMongoEntityBase;
import io.quarkus.mongodb.panache.common.MongoEntity;

/** What user, bot or system did, as it is stored: never changed. Written only by {@link EventAppender}. */
@MongoEntity(collection = Event.COLLECTION)
public class Event extends PanacheMongoEntityBase {

    public static final String COLLECTION = "events";

    /** Made when the event was taken: among equal timestamps, the order of arrival. */
    public ObjectId id;
    public SessionId sessionId;
    public String eventId;
    public String type;
    public Instant timestamp;
    public Instant receivedAt;
    public boolean late;
    public JsonObject payload;

    Position position() {
        return new Position(timestamp, id);
    }
}
