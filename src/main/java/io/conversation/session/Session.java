package io.conversation.session;

import java.time.Instant;

import org.bson.types.ObjectId;

import io.conversation.json.JsonObject;
import io.conversation.paging.Position;
import io.conversation.tenant.SessionId;
import io.quarkus.mongodb.panache.PanacheMongoEntityBase;
import io.quarkus.mongodb.panache.common.MongoEntity;

/**
 * One call or chat as it is stored. Written only by {@link SessionWriter} and {@link SessionCompleter}, one atomic operation a
 * change, and taken away by erasure.
 */
@MongoEntity(collection = Session.COLLECTION)
public class Session extends PanacheMongoEntityBase {

    public static final String COLLECTION = "sessions";

    /** Made when the session was first taken; by it a creation knows whether it was the one that counted. */
    public ObjectId id;
    public SessionId sessionId;
    public SessionStatus status;
    public String language;
    public Instant startedAt;
    public Instant endedAt;
    /** Made when the end was taken: the order in which ends arrived, whatever time they give. */
    public ObjectId endedId;
    public JsonObject metadata;
    /** How many members of the metadata were there at the start, where the completion has added to them; else -1. */
    public int membersAtStart = -1;

    /** Whether its erasure has begun: then nothing of it is there but its id, which nobody is told, until that goes last. */
    public boolean isErased() {
        return status == null;
    }

    public Position position() {
        return new Position(startedAt, id);
    }

    /** As the session was created with it. */
    JsonObject metadataAtStart() {
        return membersAtStart < 0 ? metadata : metadata.first(membersAtStart);
    }
}
