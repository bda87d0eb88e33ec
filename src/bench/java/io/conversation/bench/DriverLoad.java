package io.conversation.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import org.bson.Document;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;

/** The floor: the MongoDB driver alone, inserting the same documents one by one into the same collection. */
final class DriverLoad implements AutoCloseable {

    private final MongoClient client;
    private final MongoCollection<Document> events;
    private final String prefix = Long.toString(System.nanoTime(), 36);

    DriverLoad(String connection, String database) {
        client = MongoClients.create(MongoClientSettings.builder().applyConnectionString(new ConnectionString(connection))
                .writeConcern(WriteConcern.MAJORITY.withJournal(true)).timeout(5, TimeUnit.SECONDS).build());
        events = client.getDatabase(database).getCollection("events");
    }

    Result run(int threads, Duration time) throws InterruptedException {
        LongAdder done = new LongAdder();
        LongAdder failed = new LongAdder();
        CountDownLatch running = new CountDownLatch(threads);
        long start = System.nanoTime();
        long end = start + time.toNanos();
        for (int i = 0; i < threads; i++) {
            String sessionId = "driver-" + i;
            String name = prefix + "-" + start + "-" + i + "-";
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    for (int n = 0; System.nanoTime() < end; n++) {
                        events.insertOne(document(sessionId, name + n, n));
                        done.increment();
                    }
                } catch (MongoException e) {
                    failed.increment();
                } finally {
                    running.countDown();
                }
            });
        }
        running.await();
        return new Result(done.sum(), failed.sum(), (System.nanoTime() - start) / 1e9, new int[0]);
    }

    private Document document(String sessionId, String eventId, int n) {
        return new Document("sessionId", sessionId).append("eventId", eventId).append("type", "user_speech")
                .append("timestamp", Traffic.START.plusMillis(n)).append("receivedAt", Instant.now())
                .append("payload", new Document("text", "I would like a large latte with oat milk, please, and a croissant.")
                        .append("confidence", 0.93).append("final", true).append("turn", n).append("words", 13)
                        .append("asr", new Document("engine", "streaming").append("ms", 412)));
    }

    @Override
    public void close() {
        client.close();
    }
}
