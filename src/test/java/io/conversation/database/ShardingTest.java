package io.conversation.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.conversation.embedded.ScriptedDatabase;

class ShardingTest {

    private final ScriptedDatabase server = Mongos.start();
    private DatabaseOfTest database;

    @BeforeEach
    void start() {
        database = new DatabaseOfTest(server.connectionString());
        server.answer("enableSharding", "{}");
        server.answer("shardCollection", "{}");
    }

    @AfterEach
    void stop() {
        database.close();
        server.close();
    }

    private Sharding sharding(boolean enabled) {
        return new Sharding(database.databases, new DatabaseName(DatabaseOfTest.NAME), () -> enabled, Mongos.FEATURES);
    }

    private void isSharded(String collection, String key) {
        database.databases.config().getCollection("collections").insertOne(
                new Document("_id", DatabaseOfTest.NAME + "." + collection).append("key", Document.parse(key)));
    }

    private static List<String> collections(List<RequiredIndex> keys) {
        return keys.stream().map(RequiredIndex::collection).toList();
    }

    @Test
    void nothing_is_asked_where_it_is_off() {
        assertThat(sharding(false).conflict()).isEmpty();
        assertThat(sharding(false).missing()).isEmpty();
        assertThat(server.heard("find")).isZero();
    }

    @Test
    void on_anything_but_a_mongos_a_sentence_says_so() {
        server.asItIs();
        try (DatabaseOfTest other = new DatabaseOfTest(server.connectionString())) {
            assertThat(new Sharding(other.databases, new DatabaseName(DatabaseOfTest.NAME), () -> true, Mongos.FEATURES)
                    .conflict()).hasValueSatisfying(
                            told -> assertThat(told).contains("sessions.sharding.enabled", "no mongos", "connection string"));
        }
    }

    @Test
    void what_is_not_sharded_is_by_the_hash_of_its_key_and_then_left_as_it_is() {
        isSharded("events", "{sessionId: 'hashed'}");
        Sharding sharding = sharding(true);
        assertThat(sharding.conflict()).isEmpty();
        List<RequiredIndex> missing = sharding.missing();
        assertThat(collections(missing)).containsExactly("sessions");
        assertThat(missing.getFirst().name()).isEqualTo("sessionId_hashed");

        assertThat(sharding.shard(missing.getFirst())).isEmpty();
        assertThat(server.heard("enableSharding")).isEqualTo(1);
        assertThat(server.heard("shardCollection")).isEqualTo(1);
        assertThat(sharding.missing()).isEmpty();
    }

    @Test
    void what_is_sharded_by_another_key_is_named() {
        isSharded("sessions", "{sessionId: 'hashed'}");
        isSharded("events", "{sessionId: 1}");
        assertThat(sharding(true).conflict()).hasValueSatisfying(
                told -> assertThat(told).contains("'events'", "{\"sessionId\": 1}", "{\"sessionId\": \"hashed\"}",
                        "reshardCollection"));
    }

    @Test
    void who_may_not_is_told_what_to_grant_and_what_to_run() {
        server.refuse("shardCollection", 13, "Unauthorized", "not authorized on looked-at");
        server.answer("collStats", "{sharded: false}");
        Sharding sharding = sharding(true);
        assertThat(sharding.shard(sharding.missing().getFirst())).hasValueSatisfying(told -> assertThat(told).contains(
                "clusterManager", "sh.shardCollection(\"looked-at.sessions\", {\"sessionId\": \"hashed\"})"));
    }

    @Test
    void who_may_neither_shard_nor_look_goes_on_when_it_was_done_by_hand() {
        server.refuse("find", 13, "Unauthorized", "not authorized on config");
        server.refuse("enableSharding", 13, "Unauthorized", "not authorized on admin");
        server.answer("collStats", "{sharded: true}");
        Sharding sharding = sharding(true);
        assertThat(sharding.conflict()).isEmpty();
        for (RequiredIndex key : sharding.missing()) {
            assertThat(sharding.shard(key)).isEmpty();
        }
        assertThat(sharding.missing()).isEmpty();
    }
}
