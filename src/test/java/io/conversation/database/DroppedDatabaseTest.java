package io.conversation.database;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mongodb.client.model.Filters;

import io.conversation.Answer;
import io.conversation.Fresh;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/**
 * The database is dropped or another one past the service, which does not look for it at intervals: the first write of a
 * conversation notices, or the connection.
 */
@QuarkusTest
@TestProfile(DroppedDatabaseTest.WithoutLooks.class)
class DroppedDatabaseTest extends LookedAt {

    public static class WithoutLooks extends LookedAtDatabase.Profile {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.put("sessions.database.index-check-interval", "1h");
            return settings;
        }
    }

    @Test
    void after_the_database_was_dropped_the_same_event_is_stored_once() throws Exception {
        for (int round = 0; round < 5; round++) {
            awaitReady();
            String session = Fresh.id("dropped");
            database.direct().drop();
            Answer created = client.create(newSession(session).toString());
            assertThat(created.status()).as("nothing is stored without the index").isEqualTo(503);
            client.untilAvailable(() -> client.create(newSession(session).toString())).expectCreated();

            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Answer>> answers = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    answers.add(threads.submit(() -> client
                            .untilAvailable(() -> client.append(session, newEvent("same")))));
                }
                for (Future<Answer> answer : answers) {
                    assertThat(answer.get().status()).isIn(200, 201);
                }
            }
            assertThat(stored("events").countDocuments(Filters.eq("sessionId", session))).isEqualTo(1);
            assertThat(stored("sessions").countDocuments(Filters.eq("sessionId", session))).isEqualTo(1);
        }
    }

    @Test
    void an_import_after_the_database_was_dropped_stores_each_conversation_once() throws Exception {
        awaitReady();
        String session = Fresh.id("dropped");
        ObjectNode conversation = newSession(session);
        conversation.putArray("events").add(newEvent("e"));
        database.direct().drop();
        for (int i = 0; i < 3; i++) {
            client.untilAvailable(() -> client.importLines(conversation)).expect(200);
        }
        assertThat(stored("sessions").countDocuments(Filters.eq("sessionId", session))).isEqualTo(1);
        assertThat(stored("events").countDocuments(Filters.eq("sessionId", session))).isEqualTo(1);
    }

    @Test
    void whoever_answers_after_a_reconnect_is_looked_at() throws Exception {
        awaitReady();
        database.server().answer("buildInfo", "{version: '4.4.29'}");
        database.proxy().away();
        database.proxy().forward();
        awaitDown("MongoDB 4.4.29");
        database.server().asItIs();
    }
}
