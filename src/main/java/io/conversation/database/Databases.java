package io.conversation.database;

import java.util.concurrent.TimeUnit;

import jakarta.inject.Singleton;

import org.bson.Document;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;

/**
 * For looks at the database itself: each command has {@code sessions.database.timeout}, whatever the connection string says.
 */
@Singleton
class Databases {

    private final MongoClient client;
    private final DatabaseName name;
    private final DatabaseConfig config;

    Databases(MongoClient client, DatabaseName name, DatabaseConfig config) {
        this.client = client;
        this.name = name;
        this.config = config;
    }

    /** Where the service keeps its collections. */
    MongoDatabase own() {
        return named(name.value());
    }

    /** Where the server answers for itself. */
    MongoDatabase admin() {
        return named("admin");
    }

    /** Where a mongos tells what is on which shard. */
    MongoDatabase config() {
        return named("config");
    }

    /** By its own word, also where the driver has not asked it yet. */
    boolean isBehindMongos() {
        return "isdbgrid".equals(admin().runCommand(new Document("hello", 1)).getString("msg"));
    }

    private MongoDatabase named(String database) {
        return client.getDatabase(database).withTimeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }
}
