package io.conversation.follow;

import java.time.Instant;
import java.util.Date;

import jakarta.inject.Singleton;

import org.bson.Document;
import org.bson.types.ObjectId;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;

import io.conversation.database.ArrivalIds;
import io.conversation.database.DatabaseName;

/** Events past the service: stored as by a pod that took them at some time and whose write became visible only now. */
@Singleton
class StoredEvents {

    private final MongoClient client;
    private final DatabaseName name;

    StoredEvents(MongoClient client, DatabaseName name) {
        this.client = client;
        this.name = name;
    }

    void store(String session, String eventId, Instant taken) {
        collection().insertOne(new Document("_id", ArrivalIds.lowest(taken)).append("sessionId", session)
                .append("eventId", eventId).append("type", "system").append("timestamp", Date.from(taken))
                .append("receivedAt", Date.from(taken)).append("payload", new Document()));
    }

    ObjectId id(String session, String eventId) {
        return collection().find(new Document("sessionId", session).append("eventId", eventId)).first().getObjectId("_id");
    }

    private MongoCollection<Document> collection() {
        return client.getDatabase(name.value()).getCollection("events");
    }
}
