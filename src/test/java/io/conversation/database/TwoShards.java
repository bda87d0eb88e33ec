package io.conversation.database;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Set;

import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.types.MinKey;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.fault.RealServer;
import io.conversation.follow.ReplicaSetDatabase;

/** Has the service believe that the sessions of an embedded database are on two shards, until it is closed. */
public final class TwoShards implements AutoCloseable {

    public static final String ONE = "one";
    public static final String OTHER = "other";

    private final ReplicaSetDatabase database;
    private final Shards shards;
    private final ConversationClient client = new ConversationClient();

    public TwoShards(ReplicaSetDatabase database, Shards shards) {
        assumeTrue(RealServer.ifNamed().isEmpty(), "Where sessions are is not a test's to say");
        this.database = database;
        this.shards = shards;
        try (MongoClient server = MongoClients.create(database.connectionString())) {
            MongoDatabase config = server.getDatabase("config");
            config.drop();
            for (String collection : List.of("sessions", "events", "erasures")) {
                config.getCollection("collections")
                        .insertOne(new Document("_id", ReplicaSetDatabase.DATABASE + "." + collection)
                                .append("uuid", collection).append("key", new Document(key(collection), "hashed")));
                config.getCollection("chunks").insertMany(List.of(chunk(collection, new MinKey(), ONE),
                        chunk(collection, 0L, OTHER)));
            }
        }
        shards.look();
    }

    private static String key(String collection) {
        return collection.equals("erasures") ? "_id" : "sessionId";
    }

    private static Document chunk(String collection, Object min, String shard) {
        return new Document("uuid", collection).append("min", new Document(key(collection), min)).append("shard", shard)
                .append("lastmod", new BsonTimestamp(1, 0));
    }

    /** Of a session that may be there, and is not yet. */
    public String id(String shard) {
        String id = Fresh.id(shard);
        while (!shards.of(id).equals(Set.of(shard))) {
            id = Fresh.id(shard);
        }
        return id;
    }

    /** A new session there. */
    public String session(String shard) {
        String session = client.createFresh(shard);
        while (!shards.of(session).equals(Set.of(shard))) {
            session = client.createFresh(shard);
        }
        return session;
    }

    @Override
    public void close() {
        try (MongoClient server = MongoClients.create(database.connectionString())) {
            server.getDatabase("config").drop();
        }
        shards.look();
    }
}
