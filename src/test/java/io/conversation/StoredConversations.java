package io.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Singleton;

import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.conversions.Bson;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;

import io.conversation.database.DatabaseName;

/** A look into the database past the service: what is really stored. */
@Singleton
public class StoredConversations {

    private final MongoDatabase database;

    StoredConversations(MongoClient client, DatabaseName name) {
        this.database = client.getDatabase(name.value());
    }

    public long sessions() {
        return collection("sessions").countDocuments();
    }

    public long sessions(String sessionId) {
        return collection("sessions").countDocuments(Filters.eq("sessionId", sessionId));
    }

    public long events() {
        return collection("events").countDocuments();
    }

    public long events(String sessionId) {
        return collection("events").countDocuments(Filters.eq("sessionId", sessionId));
    }

    /** The tombstone of a session that has been erased, or null. */
    public BsonDocument tombstone(String sessionId) {
        return collection("erasures").find(Filters.eq("_id", sessionId)).first();
    }

    /** As if it had been stored by somebody else, or long ago. */
    public void store(String name, BsonDocument document) {
        collection(name).insertOne(document);
    }

    public String status(String sessionId) {
        return session(sessionId).getString("status").getValue();
    }

    public BsonDocument session(String sessionId) {
        List<BsonDocument> found = all("sessions", Filters.eq("sessionId", sessionId));
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    /** Every document of a session, whole, to compare before and after. */
    public List<BsonDocument> everything(String sessionId) {
        Bson bySession = Filters.eq("sessionId", sessionId);
        List<BsonDocument> documents = all("sessions", bySession);
        documents.addAll(all("events", bySession));
        return documents;
    }

    /** Every document of the service, whole. */
    public List<BsonDocument> everything() {
        List<BsonDocument> documents = all("sessions", Filters.empty());
        documents.addAll(all("events", Filters.empty()));
        return documents;
    }

    public void removeEvent(String sessionId, String eventId) {
        collection("events").deleteOne(Filters.and(Filters.eq("sessionId", sessionId), Filters.eq("eventId", eventId)));
    }

    /** Takes all documents out and leaves the indexes. */
    public void clear() {
        collection("sessions").deleteMany(Filters.empty());
        collection("events").deleteMany(Filters.empty());
        collection("erasures").deleteMany(Filters.empty());
    }

    /** Skips the test on the embedded database, which differs from MongoDB as {@code difference} says. */
    public void onlyOnRealMongo(String difference) {
        assumeTrue(database.runCommand(new BsonDocument("buildInfo", new BsonInt32(1))).containsKey("storageEngines"),
                "The embedded database " + difference);
    }

    private List<BsonDocument> all(String name, Bson filter) {
        return collection(name).find(filter).sort(Sorts.ascending("_id")).into(new ArrayList<>());
    }

    private MongoCollection<BsonDocument> collection(String name) {
        return database.getCollection(name, BsonDocument.class);
    }
}
