package io.conversation.kafka;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static io.conversation.kafka.IntakeTopic.header;
import static io.conversation.kafka.IntakeTopic.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.fault.FaultyDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** What is written to the topic is stored as if it had come over HTTP; what can never be is told among the dead letters. */
@QuarkusTest
@TestProfile(IntakeTopic.Profile.class)
class IntakeTest {

    private static final String STARTED = "2026-01-01T09:00:00.000Z";
    private static final String ENDED = "2026-01-01T09:05:00.000Z";

    private final ConversationClient client = new ConversationClient();

    FaultyDatabase faulty;

    IntakeTopic topic;

    @BeforeEach
    void there() {
        faulty.proxy().forward();
        topic.proxy().forward();
        client.awaitReady();
    }

    private List<String> eventIds(String id) {
        return client.allEvents(id, "?limit=500").stream().map(event -> event.get("eventId").asText()).toList();
    }

    @Test
    void the_bodies_of_http_are_told_apart_by_their_fields() throws Exception {
        String id = Fresh.id("call");
        topic.send(id, newSession(id).put("startedAt", STARTED));
        topic.send(id, newEvent("e1").put("sessionId", id));
        topic.send(id, newEvent("e2"));
        topic.send(id, Json.object("status", "failed", "endedAt", ENDED, "metadata", Json.object("outcome", "lost")));
        topic.send(id, newEvent("e3"));
        topic.awaitTaken();
        JsonNode session = client.storedSession(id);
        assertThat(session.get("status").asText()).isEqualTo("failed");
        assertThat(session.get("endedAt").asText()).isEqualTo(ENDED);
        assertThat(session.at("/metadata/outcome").asText()).isEqualTo("lost");
        assertThat(eventIds(id)).containsExactly("e1", "e2", "e3");
        assertThat(client.event(id, "e2").json().has("late")).isFalse();
        assertThat(client.event(id, "e3").json().get("late").asBoolean()).as("it came after the end").isTrue();
    }

    @Test
    void cloud_events_bring_what_another_installation_has_as_it_has_it() throws Exception {
        String id = Fresh.id("call");
        ObjectNode session = newSession(id).put("startedAt", STARTED).put("status", "completed").put("endedAt", ENDED);
        session.set("metadata", Json.object("caller", "+15550100"));
        topic.send(topic.cloudEvent("io.conversation.session.created", id, session));
        ObjectNode inTime = stored("in-time", id, "2026-01-01T09:00:04.120Z");
        topic.send(topic.cloudEvent("io.conversation.event.stored", id, inTime));
        topic.send(topic.cloudEvent("io.conversation.session.ended", id, session));
        ObjectNode seenBeforeTheEnd = stored("seen-before-the-end", id, "2026-01-01T09:00:05.000Z");
        ObjectNode late = stored("late", id, "2026-01-01T09:06:00.000Z").put("late", true);
        topic.send(topic.cloudEvent("io.conversation.event.stored", id, seenBeforeTheEnd));
        var structured = topic.record(id,
                Json.object("specversion", "1.0", "id", "7", "source", "/tests", "subject", id, "type",
                        "io.conversation.event.stored", "extension", 7, "data", late));
        structured.headers().add("content-type", "application/cloudevents+json; charset=UTF-8".getBytes());
        topic.send(structured);
        topic.awaitTaken();
        assertThat(client.event(id, "in-time").json()).isEqualTo(inTime);
        assertThat(client.event(id, "seen-before-the-end").json()).isEqualTo(seenBeforeTheEnd);
        assertThat(client.event(id, "late").json()).isEqualTo(late);
        assertThat(client.storedSession(id)).isEqualTo(session);
    }

    private static ObjectNode stored(String eventId, String sessionId, String time) {
        return Json.object("eventId", eventId, "sessionId", sessionId, "type", "user_speech", "payload",
                Json.object("text", "a latte, please"), "timestamp", time, "receivedAt", time);
    }

    @Test
    void of_many_sessions_at_once_each_keeps_its_order_and_what_is_sent_again_is_a_replay() throws Exception {
        List<String> ids = IntStream.range(0, 60).mapToObj(i -> Fresh.id("call")).toList();
        List<List<Object>> waiting = new ArrayList<>();
        for (String id : ids) {
            List<Object> records = new ArrayList<>(List.of(newSession(id)));
            IntStream.range(0, 20).forEach(i -> records.add(newEvent("e" + i, STARTED)));
            records.add(Json.object("status", "completed"));
            records.add(newEvent("late", STARTED));
            waiting.add(records);
        }
        Random random = new Random(7);
        double before = records("replayed");
        for (int repeat = 0; repeat < 2; repeat++) {
            int[] sent = new int[ids.size()];
            while (Arrays.stream(sent).anyMatch(count -> count < 23)) {
                int session = random.nextInt(ids.size());
                if (sent[session] < 23) {
                    topic.send(ids.get(session), waiting.get(session).get(sent[session]++));
                }
            }
            topic.awaitTaken();
        }
        for (String id : ids) {
            List<String> expected = new ArrayList<>(IntStream.range(0, 20).mapToObj(i -> "e" + i).toList());
            expected.add("late");
            assertThat(eventIds(id)).containsExactlyElementsOf(expected);
            assertThat(client.event(id, "e19").json().has("late")).isFalse();
            assertThat(client.event(id, "late").json().get("late").asBoolean()).isTrue();
        }
        // One whose first answer came too late was repeated then, too.
        assertThat(records("replayed") - before).isGreaterThanOrEqualTo(60 * 23);
    }

    private double records(String outcome) {
        return client.get("/q/metrics").text().lines()
                .filter(line -> line.startsWith("conversation_kafka_in_records_total{outcome=\"" + outcome + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).findFirst().orElseThrow();
    }

    @Test
    void what_can_never_be_stored_is_a_dead_letter_with_its_problem_and_holds_nothing_up() throws Exception {
        String erased = client.createFresh("erased");
        client.erase(erased).expect(204);
        String id = Fresh.id("poison");
        String deep = "{\"eventId\":\"e\",\"payload\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";
        Map<String, Object> poison = Map.of("malformed-request", "{\"eventId\":", "session-not-found", newEvent("e"),
                "validation-failed", Json.object("eventId", "e", "colour", "blue"));
        topic.send(id, newEvent("before-its-session"));
        topic.send(id, newSession(id));
        for (Object value : poison.values()) {
            topic.send(id + "-none", value);
        }
        topic.send(id, "not JSON");
        topic.send(id, null);
        topic.send(id, new byte[] { (byte) 0xff, (byte) 0xfe });
        topic.send(id, deep);
        topic.send(id, "[]");
        topic.send(id, Json.object("metadata", Json.object()));
        var unknownType = topic.cloudEvent("com.example.other", id, newEvent("e"));
        unknownType.headers().add("empty", null).add("ce_type", new byte[] { (byte) 0xc3 });
        topic.send(unknownType);
        topic.send(erased, newEvent("e"));
        topic.send(id, newEvent("after"));
        topic.awaitTaken();

        assertThat(eventIds(id)).containsExactly("after");
        assertThat(types(id)).containsExactly("session-not-found", "malformed-request", "malformed-request",
                "malformed-request", "malformed-request", "malformed-request", "validation-failed", "validation-failed");
        assertThat(types(id + "-none")).containsExactlyInAnyOrderElementsOf(poison.keySet());
        assertThat(types(erased)).containsExactly("session-erased");
        ConsumerRecord<byte[], byte[]> first = topic.deadLetters(id).getFirst();
        assertThat(text(first.value())).isEqualTo(newEvent("before-its-session").toString());
        assertThat(header(first, "dead-letter-topic")).isEqualTo(topic.name());
        assertThat(header(first, "dead-letter-partition")).matches("[0-2]");
        assertThat(header(first, "dead-letter-offset")).matches("[0-9]+");
        assertThat(Json.parse(header(first, "dead-letter-problem")).get("status").asInt()).isEqualTo(404);
        ConsumerRecord<byte[], byte[]> last = topic.deadLetters(id).getLast();
        assertThat(last.headers().toArray()).filteredOn(header -> header.key().equals("ce_type")).hasSize(2);
    }

    private List<String> types(String key) {
        return topic.deadLetters(key).stream()
                .map(letter -> Json.parse(header(letter, "dead-letter-problem")).get("type").asText())
                .map(type -> type.replace("urn:conversation-sessions:problem:", "")).toList();
    }

    @Test
    void what_is_too_large_for_the_dead_letters_is_told_there_by_its_place() throws Exception {
        String id = Fresh.id("large");
        topic.send(id, newSession(id));
        byte[] noise = new byte[17 << 20];
        new Random(7).nextBytes(noise);
        long offset = topic.send(id, noise).get().offset();
        topic.send(id, newEvent("after"));
        topic.awaitTaken();
        assertThat(eventIds(id)).containsExactly("after");
        assertThat(topic.deadLetters()).filteredOn(letter -> letter.headers().lastHeader("dead-letter-left-out") != null)
                .singleElement().satisfies(letter -> {
                    assertThat(letter.value()).isNull();
                    assertThat(header(letter, "dead-letter-offset")).isEqualTo(Long.toString(offset));
                    assertThat(Json.parse(header(letter, "dead-letter-problem")).get("status").asInt()).isEqualTo(413);
                });
    }
}
