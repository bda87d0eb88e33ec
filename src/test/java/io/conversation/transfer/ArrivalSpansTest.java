package io.conversation.transfer;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.inject.Inject;

import org.bson.BsonDocument;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Json;
import io.conversation.StoredConversations;
import io.conversation.database.ArrivalIds;
import io.conversation.fault.Waiting;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** One span after the other, each from where the last one ended, has all that arrives while it goes on. */
@QuarkusTest
@TestProfile(SoonSettled.class)
class ArrivalSpansTest {

    private static final int WRITERS = 10;
    private static final int SPANS_UNDER_LOAD = 12;

    private final ConversationClient client = new ConversationClient();

    @Inject
    StoredConversations stored;

    private record Span(String from, String to, List<JsonNode> conversations) {
    }

    @Test
    void spans_that_follow_each_other_have_all_that_ten_writers_append_each_in_its_own() throws Exception {
        stored.clear();
        AtomicBoolean stopped = new AtomicBoolean();
        List<Span> spans = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                String name = "w" + writer + "-";
                writers.add(threads.submit(() -> write(name, stopped)));
            }
            spans.add(span(Instant.now().toString()));
            Waiting.until("enough spans had something", () -> {
                spans.add(span(spans.getLast().to));
                return spans.stream().filter(span -> !span.conversations.isEmpty()).count() >= SPANS_UNDER_LOAD;
            });
            stopped.set(true);
            for (Future<?> writer : writers) {
                writer.get();
            }
            Instant done = Instant.now();
            Waiting.until("all of it is settled", () -> {
                spans.add(span(spans.getLast().to));
                return Instant.parse(spans.getLast().to).isAfter(done);
            });
        }
        List<BsonDocument> all = stored.everything();
        Map<String, Set<String>> exported = new HashMap<>();
        for (Span span : spans) {
            List<String> ids = Json.texts(span.conversations, "sessionId");
            assertThat(ids).as("nothing twice").doesNotHaveDuplicates();
            assertThat(new HashSet<>(ids)).as("%s to %s", span.from, span.to).isEqualTo(arrivedIn(span, all));
            span.conversations.forEach(conversation -> exported
                    .computeIfAbsent(conversation.get("sessionId").asText(), id -> new HashSet<>())
                    .addAll(Json.texts(conversation.get("events"), "eventId")));
        }
        Map<String, Set<String>> wanted = new HashMap<>();
        all.forEach(document -> {
            Set<String> events = wanted.computeIfAbsent(document.getString("sessionId").getValue(), id -> new HashSet<>());
            if (document.containsKey("eventId")) {
                events.add(document.getString("eventId").getValue());
            }
        });
        assertThat(exported).as("all of them, at the end").isEqualTo(wanted);
    }

    private Span span(String from) {
        Answer answer = client.get("/sessions/export?arrivedFrom=" + from).expect(200);
        return new Span(from, answer.header("Arrived-To"), answer.lines());
    }

    /** Sessions that go on over several spans, of which some end with an event and others without. */
    private void write(String name, AtomicBoolean stopped) {
        for (int session = 0; !stopped.get(); session++) {
            String id = name + session;
            assertThat(client.untilAvailable(() -> client.create(newSession(id))).status()).isIn(200, 201);
            for (int event = 0; event < 40 && !stopped.get(); event++) {
                String eventId = "e" + event;
                assertThat(client.untilAvailable(() -> client.append(id, newEvent(eventId, "2020-01-01T00:00:00Z"))).status())
                        .isIn(200, 201);
            }
            if (session % 2 == 0) {
                client.untilAvailable(() -> client.complete(id)).expect(200);
            }
        }
    }

    private static Set<String> arrivedIn(Span span, List<BsonDocument> all) {
        ObjectId from = ArrivalIds.lowest(Instant.parse(span.from));
        ObjectId to = ArrivalIds.lowest(Instant.parse(span.to));
        Set<String> arrived = new HashSet<>();
        for (BsonDocument document : all) {
            for (String field : List.of("_id", "endedId")) {
                if (document.containsKey(field) && document.getObjectId(field).getValue().compareTo(from) >= 0
                        && document.getObjectId(field).getValue().compareTo(to) < 0) {
                    arrived.add(document.getString("sessionId").getValue());
                }
            }
        }
        return arrived;
    }
}
