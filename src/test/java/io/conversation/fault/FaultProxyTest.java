package io.conversation.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.MongoSocketException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;

import io.conversation.embedded.EmbeddedDatabase;

/** The proxy does to a plain client of the database what it says. */
class FaultProxyTest {

    private final EmbeddedDatabase database = EmbeddedDatabase.inMemory();
    private final FaultProxy proxy = new FaultProxy(database.connectionString());
    private final MongoClient through = connect(proxy.connectionString());
    private final MongoClient past = connect(database.connectionString());

    private static MongoClient connect(String connectionString) {
        return MongoClients.create(MongoClientSettings.builder().applyConnectionString(new ConnectionString(connectionString))
                .timeout(2, TimeUnit.SECONDS).build());
    }

    @AfterEach
    void stop() {
        through.close();
        past.close();
        proxy.close();
        database.close();
    }

    private static MongoCollection<Document> things(MongoClient client) {
        return client.getDatabase("test").getCollection("things");
    }

    private long stored() {
        return things(past).countDocuments();
    }

    @Test
    void a_command_cut_in_the_middle_does_nothing_and_fails() {
        proxy.cutNext("insert", 1);

        assertThatThrownBy(() -> things(through).insertOne(new Document())).isInstanceOf(MongoSocketException.class);
        assertThat(stored()).isZero();
        things(through).insertOne(new Document());
        assertThat(stored()).isEqualTo(1);
    }

    @Test
    void a_command_whose_answer_is_lost_is_done_and_fails() {
        proxy.loseAnswerOfNext("insert", 1);

        assertThatThrownBy(() -> things(through).insertOne(new Document())).isInstanceOf(MongoSocketException.class);
        assertThat(stored()).isEqualTo(1);
        assertThat(proxy.seen("insert")).isEqualTo(1);
        assertThat(proxy.faultsLeft()).isZero();
    }

    @Test
    void a_stalled_command_arrives_when_the_stall_ends() throws Exception {
        things(through).countDocuments();
        proxy.stall();
        CompletableFuture<Void> insert = CompletableFuture.runAsync(() -> things(through).insertOne(new Document()));
        Waiting.until("the command is on its way", () -> proxy.seen("insert") == 1);
        assertThat(stored()).isZero();
        proxy.forward();
        insert.get(5, TimeUnit.SECONDS);
        assertThat(stored()).isEqualTo(1);
    }

    @Test
    void while_away_nothing_connects_and_afterwards_everything_does() {
        things(through).insertOne(new Document());
        proxy.away();
        assertThatThrownBy(() -> things(through).insertOne(new Document())).isInstanceOf(MongoException.class);
        assertThat(proxy.connections()).isZero();
        proxy.forward();
        things(through).insertOne(new Document());
        assertThat(stored()).isEqualTo(2);
    }

    @Test
    void a_delay_is_added_once_to_each_round_trip() {
        String severalChunks = "x".repeat(300_000);
        long without = best(severalChunks);
        proxy.delay(Duration.ofMillis(20));
        long with = best(severalChunks);

        assertThat(with).isGreaterThanOrEqualTo(20_000);
        assertThat(with - without).isBetween(10_000L, 35_000L);
    }

    /** Microseconds of the fastest of some round trips. */
    private long best(String text) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 11; i++) {
            long start = System.nanoTime();
            things(through).insertOne(new Document("text", text));
            best = Math.min(best, (System.nanoTime() - start) / 1000);
        }
        return best;
    }
}
