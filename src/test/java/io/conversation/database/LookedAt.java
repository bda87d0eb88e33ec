package io.conversation.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.bson.Document;
import org.junit.jupiter.api.AfterEach;

import com.mongodb.client.MongoCollection;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.fault.Waiting;

/** A service that looks at its database many times a second, and what it tells of it. */
abstract class LookedAt {

    static final String EVENTS_INDEX = "sessionId_1_eventId_1";
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    final ConversationClient client = new ConversationClient();

    LookedAtDatabase database;

    @AfterEach
    void backToNormal() throws Exception {
        HeldCommands.letGo();
        database.server().asItIs();
        awaitReady();
    }

    void awaitReady() throws Exception {
        Waiting.until("all indexes are ready", () -> ready().status() == 200 && told().equals("ready"));
    }

    Answer ready() {
        return client.get("/q/health/ready");
    }

    /** What readiness says of the indexes. */
    String told() {
        for (var check : ready().json().get("checks")) {
            if (check.get("name").asText().equals("database")) {
                return check.at("/data/indexes").asText();
            }
        }
        throw new AssertionError("No check of the database: " + ready().text());
    }

    void awaitDown(String... words) throws Exception {
        Waiting.until("readiness is down and tells of " + List.of(words),
                () -> ready().status() == 503 && List.of(words).stream().allMatch(told()::contains));
    }

    /** Not after any waiting. */
    void assertWritesAreRefusedAtOnce() {
        long start = System.nanoTime();
        Answer refused = client.create(ConversationClient.newSession(Fresh.id("refused")).toString());
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isNotNull();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
    }

    MongoCollection<Document> stored(String collection) {
        return database.direct().getCollection(collection);
    }

    List<String> indexNames(String collection) {
        return stored(collection).listIndexes().map(index -> index.getString("name")).into(new ArrayList<>());
    }

    void awaitIndex(String collection, String name) throws Exception {
        Waiting.until("index " + name + " stands", () -> indexNames(collection).contains(name));
    }
}
