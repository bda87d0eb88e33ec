package io.conversation.property;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.quarkus.test.junit.QuarkusTest;

/** Order is time, then arrival; pages of any size show each event exactly once, however it came in. */
@QuarkusTest
class OrderPropertyTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final ConversationClient client = new ConversationClient();

    @Test
    void any_split_into_appends_batches_and_imports_reads_the_same() {
        Seeds.each(8, random -> {
            String id = Fresh.id("call");
            client.create(newSession(id)).expectCreated();
            List<ObjectNode> events = events(random, 1 + random.nextInt(40));
            List<String> wanted = inOrder(events);
            for (int from = 0; from < events.size();) {
                int to = Math.min(events.size(), from + 1 + random.nextInt(12));
                send(id, events.subList(from, to), random.nextInt(4));
                from = to;
            }
            assertReads(id, wanted, random);
        });
    }

    @Test
    void retries_of_any_part_at_any_time_change_nothing() {
        Seeds.each(4, random -> {
            String id = Fresh.id("call");
            client.create(newSession(id)).expectCreated();
            List<ObjectNode> events = events(random, 30);
            for (int i = 0; i < events.size(); i++) {
                send(id, events.subList(i, i + 1), random.nextInt(4));
                int from = random.nextInt(i + 1);
                send(id, events.subList(from, from + random.nextInt(i - from + 1)), 1 + random.nextInt(3));
            }
            assertReads(id, inOrder(events), random);
        });
    }

    @Test
    void following_cursors_shows_each_event_once_while_others_append_later_ones() {
        Seeds.each(3, random -> {
            String id = Fresh.id("call");
            List<ObjectNode> events = events(random, 120);
            client.imported(newSession(id).set("events", Json.array(events)) + "\n");
            List<String> wanted = inOrder(events);
            try (Appending appending = new Appending(id)) {
                appending.awaitFirst();
                List<String> forward = Json.texts(client.allEvents(id, "?limit=" + (5 + random.nextInt(30))), "eventId");
                appending.stop();
                assertThat(forward).startsWith(wanted.toArray(String[]::new)).doesNotHaveDuplicates();
                List<String> all = Json.texts(client.streamed(id, ""), "eventId");
                assertThat(all).containsSubsequence(forward).hasSize(120 + appending.appended.get());
            }
            try (Appending appending = new Appending(id)) {
                appending.awaitFirst();
                List<String> backward = Json.texts(client.allEvents(id, "?order=desc&limit=" + (5 + random.nextInt(30))),
                        "eventId");
                assertThat(backward).doesNotHaveDuplicates().endsWith(wanted.reversed().toArray(String[]::new));
            }
        });
    }

    @Test
    void sessions_listed_by_pages_are_each_seen_once_under_ties() {
        Seeds.each(3, random -> {
            String language = "x-" + Long.toString(random.nextLong() >>> 24, 36);
            List<String> ids = new ArrayList<>();
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < 60; i++) {
                String id = Fresh.id("call");
                ids.add(id);
                ObjectNode session = newSession(id).put("language", language).put("startedAt", START.toString());
                lines.append(session).append('\n');
            }
            client.imported(lines);
            String query = "?language=" + language + "&limit=" + (1 + random.nextInt(20));
            assertThat(Json.texts(client.allPages("/sessions", query + "&order=asc", "sessions"), "sessionId")).isEqualTo(ids);
            assertThat(Json.texts(client.allPages("/sessions", query, "sessions"), "sessionId")).isEqualTo(ids.reversed());
        });
    }

    /** Events at three timestamps at the most, so that most of them are ties. */
    private static List<ObjectNode> events(Random random, int count) {
        List<ObjectNode> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(newEvent("e" + i, START.plusMillis(random.nextInt(3)).toString()));
        }
        return events;
    }

    private static List<String> inOrder(List<ObjectNode> events) {
        List<ObjectNode> sorted = new ArrayList<>(events);
        sorted.sort(Comparator.comparing(event -> Instant.parse(event.get("timestamp").asText())));
        return sorted.stream().map(event -> event.get("eventId").asText()).toList();
    }

    private void send(String id, List<ObjectNode> events, int how) {
        if (events.isEmpty()) {
            return;
        }
        switch (how) {
            case 0 -> events.forEach(event -> assertThat(client.append(id, event).status()).isIn(200, 201));
            case 1 -> assertThat(client.appendAll(id, Json.array(events)).expect(207).json().get("failed").asInt()).isZero();
            case 2 -> {
                String lines = String.join("\n", events.stream().map(JsonNode::toString).toList());
                Answer answer = client.send("POST", "/sessions/" + id + "/events/batch", "application/x-ndjson", lines);
                assertThat(answer.expect(207).json().get("failed").asInt()).isZero();
            }
            default -> client.imported(newSession(id).set("events", Json.array(events)) + "\n");
        }
    }

    private void assertReads(String id, List<String> wanted, Random random) {
        int limit = 1 + random.nextInt(wanted.size() + 1);
        assertThat(Json.texts(client.streamed(id, ""), "eventId")).isEqualTo(wanted);
        assertThat(Json.texts(client.allEvents(id, "?limit=" + limit), "eventId")).isEqualTo(wanted);
        assertThat(Json.texts(client.allEvents(id, "?order=desc&limit=" + limit), "eventId")).isEqualTo(wanted.reversed());
        assertThat(Json.texts(client.allPages("/sessions/" + id, "?limit=" + limit, "events"), "eventId")).isEqualTo(wanted);
    }

    /** Appends events of a later time all the while. */
    private final class Appending implements AutoCloseable {

        private final AtomicBoolean stopped = new AtomicBoolean();
        private final CountDownLatch first = new CountDownLatch(5);
        private final AtomicInteger appended = new AtomicInteger();
        private final ExecutorService threads = Executors.newFixedThreadPool(2);
        private final String name = Fresh.id("later");

        Appending(String id) {
            for (int thread = 0; thread < 2; thread++) {
                threads.submit(() -> {
                    while (!stopped.get()) {
                        int number = appended.getAndIncrement();
                        client.append(id, newEvent(name + number, START.plusSeconds(60 + number).toString())).expectCreated();
                        first.countDown();
                    }
                });
            }
        }

        void awaitFirst() throws InterruptedException {
            assertThat(first.await(30, TimeUnit.SECONDS)).isTrue();
        }

        void stop() {
            stopped.set(true);
            threads.close();
        }

        @Override
        public void close() {
            stop();
        }
    }
}
