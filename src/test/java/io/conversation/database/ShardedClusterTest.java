package io.conversation.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.mongodb.MongoException;

import io.conversation.fault.RealServer;

/** On the mongos that the environment names, with two shards at least. */
class ShardedClusterTest {

    private DatabaseOfTest database;

    @BeforeEach
    void start() {
        RealServer server = RealServer.ifNamed().orElse(null);
        assumeTrue(server != null && server.isRouter(), "No mongos is named");
        database = new DatabaseOfTest(server.connectionString());
        database.databases.own().drop();
    }

    @AfterEach
    void stop() {
        if (database != null) {
            database.databases.own().drop();
            database.close();
        }
    }

    /** As the service does it, again until it is done. */
    private Sharding sharded() throws Exception {
        Sharding sharding = new Sharding(database.databases, new DatabaseName(DatabaseOfTest.NAME), () -> true,
                Mongos.FEATURES);
        while (!sharding.missing().isEmpty()) {
            try {
                for (RequiredIndex key : sharding.missing()) {
                    IndexBuild build = new IndexBuild(database.databases, Duration.ofSeconds(30), key.collection(),
                            List.of(key),
                            () -> {
                            });
                    assertThat(build.isDoneWithin(Duration.ofSeconds(30))).isTrue();
                    assertThat(sharding.shard(key)).isEmpty();
                }
            } catch (MongoException e) {
                // Others are at it.
                assertThat(DatabaseFailures.isPassing(e)).as(e.getMessage()).isTrue();
            }
        }
        assertThat(sharding.conflict()).isEmpty();
        return sharding;
    }

    private void unique() {
        database.databases.own().getCollection("sessions").createIndexes(List.of(CollectionIndexes.unique("sessionId")));
        database.databases.own().getCollection("events")
                .createIndexes(List.of(CollectionIndexes.unique("sessionId", "eventId")));
    }

    private Shards shards() {
        Shards shards = new Shards(database.databases, new DatabaseName(DatabaseOfTest.NAME), Mongos.FEATURES);
        shards.look();
        return shards;
    }

    /** Where the server itself would look for it. */
    private String shard(String collection, String sessionId) {
        return database.databases.own().runCommand(new Document("explain", new Document("find", collection)
                .append("filter", new Document("sessionId", sessionId))).append("verbosity", "queryPlanner"),
                BsonDocument.class)
                .getDocument("queryPlanner").getDocument("winningPlan").getArray("shards").get(0).asDocument()
                .getString("shardName").getValue();
    }

    @Test
    void empty_collections_are_on_all_shards_at_once_beside_their_unique_indexes_and_sessions_where_they_are_taken_to_be()
            throws Exception {
        sharded();
        unique();
        Shards shards = shards();
        List<String> used = new ArrayList<>();
        for (String id : IntStream.range(0, 40).mapToObj(i -> i % 2 == 0 ? "call-" + i : "acme/é" + i).toList()) {
            assertThat(shards.of(id)).containsExactly(shard("sessions", id)).containsExactly(shard("events", id));
            used.addAll(shards.of(id));
        }
        assertThat(used.stream().distinct().count()).isGreaterThan(1);
    }

    @Test
    void pods_that_start_together_all_find_it_done() throws Exception {
        try (ExecutorService pods = Executors.newFixedThreadPool(4)) {
            List<Future<Sharding>> started = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                started.add(pods.submit((Callable<Sharding>) this::sharded));
            }
            for (Future<Sharding> pod : started) {
                assertThat(pod.get().conflict()).isEmpty();
            }
        }
        unique();
    }

    @Test
    void collections_that_hold_data_and_unique_indexes_are_sharded_as_they_are() throws Exception {
        unique();
        List<Document> documents = IntStream.range(0, 100).mapToObj(i -> new Document("sessionId", "call-" + i)).toList();
        database.databases.own().getCollection("sessions").insertMany(documents);
        sharded();
        assertThat(database.databases.own().getCollection("sessions").countDocuments()).isEqualTo(100);
        unique();
    }
}
