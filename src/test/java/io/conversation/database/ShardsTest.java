package io.conversation.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.types.MinKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.mongodb.client.MongoDatabase;

import io.conversation.embedded.ScriptedDatabase;

/** By what config servers have of two collections, and of a third that is on one shard. */
class ShardsTest {

    /** By the server's function it is below nothing, and this one above. */
    private static final String BELOW = "x";
    private static final String ABOVE = "a/b";

    private final ScriptedDatabase server = Mongos.start();
    private DatabaseOfTest database;
    private MongoDatabase config;
    private Shards shards;

    @BeforeEach
    void start() {
        database = new DatabaseOfTest(server.connectionString());
        config = database.databases.config();
        shards = new Shards(database.databases, new DatabaseName(DatabaseOfTest.NAME), Mongos.FEATURES);
        config.getCollection("databases").insertOne(new Document("_id", DatabaseOfTest.NAME).append("primary", "first"));
    }

    @AfterEach
    void stop() {
        database.close();
        server.close();
    }

    private void shard(String collection, Object key, String below, String above) {
        config.getCollection("collections").insertOne(new Document("_id", DatabaseOfTest.NAME + "." + collection)
                .append("uuid", collection).append("key", new Document("sessionId", key)));
        chunk(collection, new MinKey(), below, 1);
        chunk(collection, 0L, above, 2);
    }

    private void chunk(String collection, Object min, String shard, int version) {
        config.getCollection("chunks").insertOne(new Document("uuid", collection).append("min", new Document("sessionId", min))
                .append("shard", shard).append("lastmod", new BsonTimestamp(version, 0)));
    }

    @Test
    void a_session_is_where_the_chunks_are_that_have_its_hash() {
        shard("sessions", "hashed", "first", "second");
        shard("events", "hashed", "first", "third");
        assertThat(shards.of(BELOW)).as("before it was asked").isEmpty();
        shards.look();
        assertThat(shards.of(BELOW)).containsExactly("first");
        assertThat(shards.of(ABOVE)).containsExactlyInAnyOrder("second", "third");
    }

    @Test
    void a_chunk_that_has_moved_is_seen_by_the_next_look() {
        shard("sessions", "hashed", "first", "second");
        shard("events", "hashed", "first", "second");
        shards.look();
        config.getCollection("chunks").updateMany(new Document("shard", "second"), new Document("$set",
                new Document("shard", "fourth").append("lastmod", new BsonTimestamp(9, 0))));
        assertThat(shards.of(ABOVE)).containsExactly("second");
        shards.look();
        assertThat(shards.of(ABOVE)).containsExactly("fourth");
    }

    @Test
    void what_is_not_sharded_is_on_the_first_shard_of_the_database() {
        shard("sessions", "hashed", "first", "second");
        shards.look();
        assertThat(shards.of(BELOW)).containsExactly("first");
        assertThat(shards.of(ABOVE)).containsExactlyInAnyOrder("first", "second");
    }

    @Test
    void nothing_is_known_of_another_key_or_while_chunks_change() {
        shard("sessions", 1, "first", "second");
        shards.look();
        assertThat(shards.of(BELOW)).isEmpty();
        config.getCollection("collections").drop();
        shard("events", "hashed", "first", "second");
        config.getCollection("chunks").deleteMany(new Document("min.sessionId", new MinKey()));
        shards.look();
        assertThat(shards.of(BELOW)).isEmpty();
    }

    @Test
    void whoever_may_not_read_it_keeps_what_he_knew_and_it_is_told_once() {
        shard("sessions", "hashed", "first", "second");
        shards.look();
        server.refuse("find", 13, "Unauthorized", "not authorized on config");
        shards.look();
        assertThat(shards.of(BELOW)).containsExactly("first");
    }

    @Test
    void no_shards_are_where_there_is_no_mongos() {
        server.asItIs();
        try (DatabaseOfTest other = new DatabaseOfTest(server.connectionString())) {
            Shards none = new Shards(other.databases, new DatabaseName(DatabaseOfTest.NAME), Mongos.FEATURES);
            none.look();
            assertThat(none.of(BELOW)).isEmpty();
        }
    }
}
