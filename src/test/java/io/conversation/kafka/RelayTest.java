package io.conversation.kafka;

import static io.conversation.ConversationClient.newEvent;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import jakarta.inject.Inject;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;

import io.conversation.ConversationClient;
import io.conversation.Json;
import io.conversation.Logged;
import io.conversation.database.DatabaseName;
import io.conversation.fault.FaultyDatabase;
import io.conversation.fault.Waiting;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/**
 * All that arrives is in the topic, in order within its session, whatever fails meanwhile: broker, network, database, holder.
 */
@QuarkusTest
@TestProfile(RelayTest.Relayed.class)
@Timeout(180)
class RelayTest {

    /** A database and a broker, each behind a proxy. */
    public static class Relayed extends FaultyDatabase.Profile implements QuarkusTestProfile {

        @Override
        public List<TestResourceEntry> testResources() {
            List<TestResourceEntry> resources = new ArrayList<>(super.testResources());
            resources.add(new TestResourceEntry(OutTopic.class));
            return resources;
        }
    }

    FaultyDatabase faulty;
    OutTopic topic;

    private final ConversationClient client = new ConversationClient();

    @Inject
    MongoClient mongo;

    @Inject
    DatabaseName name;

    @BeforeEach
    void connect() {
        faulty.proxy().forward();
        client.awaitReady();
    }

    @AfterEach
    void mend() throws Exception {
        faulty.proxy().forward();
        topic.proxy().forward();
        topic.broker().start();
    }

    private static String header(ConsumerRecord<String, String> of, String header) {
        return new String(of.headers().lastHeader(header).value(), StandardCharsets.UTF_8);
    }

    private static String type(ConsumerRecord<String, String> of) {
        return header(of, "ce_type").replace("io.conversation.", "");
    }

    /** Ids of events, or types of what else it is, without repeats. */
    private static List<String> once(List<ConsumerRecord<String, String>> records) {
        return new ArrayList<>(new LinkedHashSet<>(records.stream().map(each -> type(each).equals("event.stored")
                ? Json.parse(each.value()).get("eventId").asText()
                : type(each)).toList()));
    }

    private static Predicate<List<ConsumerRecord<String, String>>> has(String last) {
        return records -> once(records).contains(last);
    }

    private static List<String> whole(int events) {
        List<String> whole = new ArrayList<>(List.of("session.created"));
        for (int i = 0; i < events; i++) {
            whole.add("e" + i);
        }
        whole.add("session.ended");
        return whole;
    }

    private static ObjectNode large(String eventId, int bytes) {
        byte[] noise = new byte[bytes];
        new Random(bytes).nextBytes(noise);
        return newEvent(eventId).set("payload", Json.object("noise", Base64.getEncoder().encodeToString(noise)));
    }

    private double counted(String meter) {
        return client.get("/q/metrics").expect(200).text().lines().filter(line -> line.startsWith(meter))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).findFirst().orElseThrow();
    }

    /** Appends one after the other, and ends the session, while something else goes on. */
    private final class Call {

        private final String id = client.createFresh("call");
        private final AtomicBoolean ending = new AtomicBoolean();
        private final AtomicInteger appended = new AtomicInteger();
        private final Thread thread = Thread.ofVirtual().start(this::run);

        private void run() {
            while (!ending.get()) {
                if (client.append(id, newEvent("e" + appended.get())).status() < 300) {
                    appended.incrementAndGet();
                }
            }
            while (client.complete(id).status() != 200) {
                Thread.onSpinWait();
            }
        }

        void awaitMore(int events) throws Exception {
            int before = appended.get();
            Waiting.until("more is appended", () -> appended.get() >= before + events);
        }

        void assertWholeInOrder() throws Exception {
            ending.set(true);
            thread.join();
            assertThat(once(topic.await(id, has("session.ended")))).isEqualTo(whole(appended.get()));
        }
    }

    @Test
    void what_arrives_is_told_in_order_as_http_answers_it() throws Exception {
        String id = client.createFresh("call");
        topic.await(id, has("session.created"));
        client.append(id, newEvent("e0")).expectCreated();
        client.appendAll(id, List.of(newEvent("e1"), newEvent("e2").put("type", "bot_speech"))).expect(207);
        client.complete(id).expect(200);
        List<ConsumerRecord<String, String>> records = topic.await(id, has("session.ended"));
        assertThat(once(records)).isEqualTo(whole(3));
        JsonNode session = client.storedSession(id);
        assertThat(Json.parse(records.getLast().value())).isEqualTo(session);
        assertThat(records.get(2).value()).isEqualTo(client.event(id, "e1").expect(200).text());
        assertThat(records).allSatisfy(each -> {
            assertThat(each.headers()).hasSize(8);
            assertThat(header(each, "ce_specversion")).isEqualTo("1.0");
            assertThat(header(each, "ce_id")).matches("[0-9a-f]{24}");
            assertThat(header(each, "ce_source")).isEqualTo("/conversation-sessions");
            assertThat(header(each, "ce_subject")).isEqualTo(id);
            assertThat(header(each, "ce_partitionkey")).isEqualTo(id);
            assertThat(header(each, "ce_time")).matches("20..-..-..T..:..:..\\....Z");
            assertThat(header(each, "content-type")).isEqualTo("application/json");
        });
        assertThat(records.stream().map(each -> header(each, "ce_id"))).doesNotHaveDuplicates();
        assertThat(records.stream().map(ConsumerRecord::partition).distinct()).as("whatever is set").hasSize(1);
        Waiting.until("it is stored", () -> counted("conversation_kafka_out_holder") > 0);
        assertThat(counted("conversation_kafka_out_holder")).isEqualTo(1);
        assertThat(counted("conversation_kafka_out_lag_seconds")).isLessThan(30);
        assertThat(counted("conversation_kafka_out_records_total{outcome=\"sent\"")).isGreaterThanOrEqualTo(5);
    }

    @Test
    void what_the_topic_refuses_is_told_and_left_out_and_holds_nobody_up() throws Exception {
        double before = counted("conversation_kafka_out_records_total{outcome=\"skipped\"");
        List<String> ids = new ArrayList<>();
        Map<String, List<String>> expected = new HashMap<>();
        for (int i = 0; i < 12; i++) {
            ids.add(client.createFresh("call"));
            expected.put(ids.getLast(), new ArrayList<>(List.of("session.created")));
        }
        try (Logged logged = Logged.errors(Relaying.class)) {
            // Many in flight behind each that is refused.
            for (String id : ids) {
                List<ObjectNode> batch = new ArrayList<>();
                for (int e = 0; e < 60; e++) {
                    boolean refused = e % 20 == 7;
                    batch.add(refused ? large("e" + e, 2 * OutTopic.MAX_MESSAGE_BYTES) : large("e" + e, 10 * e + 50));
                    if (!refused) {
                        expected.get(id).add("e" + e);
                    }
                }
                client.appendAll(id, batch).expect(207);
            }
            for (String id : ids) {
                client.complete(id).expect(200);
                expected.get(id).add("session.ended");
            }
            for (String id : ids) {
                assertThat(once(topic.await(id, has("session.ended")))).isEqualTo(expected.get(id));
            }
            assertThat(counted("conversation_kafka_out_records_total{outcome=\"skipped\"") - before).isEqualTo(3 * ids.size());
            assertThat(logged.messages()).hasSize(3 * ids.size()).allSatisfy(told -> assertThat(told)
                    .startsWith("Kafka's topic refuses event.stored of session call-").doesNotContain("noise"));
        }
    }

    @Test
    void a_broker_that_is_killed_and_one_that_cannot_be_reached_cost_nothing_but_time() throws Exception {
        Call call = new Call();
        call.awaitMore(20);
        topic.broker().kill();
        call.awaitMore(50);
        topic.broker().start();
        topic.await(call.id, has("e" + (call.appended.get() - 1)));
        try (Logged logged = Logged.warnings(Relay.class)) {
            topic.proxy().stall();
            // Past the time after which a producer gives up.
            Waiting.until("it is told", () -> !logged.messages().isEmpty());
            call.awaitMore(50);
            assertThat(counted("conversation_kafka_out_holder")).isBetween(0.0, 1.0);
            Waiting.until("it is tried again", () -> counted("conversation_kafka_out_lag_seconds") > 0);
            assertThat(counted("conversation_kafka_out_holder")).as("who has the lease tells nobody").isZero();
            topic.proxy().away();
            call.awaitMore(50);
            topic.proxy().forward();
            call.assertWholeInOrder();
            assertThat(logged.messages()).as("once an outage").hasSize(1)
                    .allMatch(told -> told.startsWith("What arrives waits for Kafka's topic"));
        }
    }

    @Test
    void a_database_that_goes_away_costs_nothing_but_time() throws Exception {
        Call call = new Call();
        call.awaitMore(20);
        faulty.proxy().away();
        Waiting.until("it is given up", () -> counted("conversation_kafka_out_holder") == 0);
        faulty.proxy().forward();
        call.awaitMore(20);
        faulty.proxy().loseAnswerOfNext("update", 5);
        call.awaitMore(20);
        call.assertWholeInOrder();
    }

    private MongoCollection<Document> leases() {
        return mongo.getDatabase(name.value()).getCollection("leases");
    }

    @Test
    void who_takes_over_goes_on_from_what_was_stored_and_repeats_are_the_same() throws Exception {
        Document own = new Document("_id", Relay.LEASE);
        Call call = new Call();
        call.awaitMore(20);
        topic.await(call.id, has("e19"));
        String early = leases().find(own).first().getString("position");
        Waiting.until("it is stored how far it has come",
                () -> !early.equals(leases().find(own).first().getString("position")));
        int sofar = topic.await(call.id, has("e19")).size();
        // As one would find it whose holder was killed before it stored its last position.
        leases().updateOne(own, new Document("$set", new Document("holder", "killed").append("position", early)));
        Waiting.until("the lease is lost", () -> counted("conversation_kafka_out_holder") == 0);
        Waiting.until("it is taken over", () -> counted("conversation_kafka_out_holder") == 1);
        call.awaitMore(20);
        call.assertWholeInOrder();
        List<ConsumerRecord<String, String>> all = topic.await(call.id, records -> records.size() > sofar);
        Map<String, String> byId = new HashMap<>();
        all.stream().filter(each -> type(each).equals("event.stored")).forEach(each -> assertThat(
                byId.merge(header(each, "ce_id"), each.value(), (one, other) -> one)).isEqualTo(each.value()));
        assertThat(byId).as("repeats have the id of what they repeat").hasSize(call.appended.get());
        assertThat(all).as("something was repeated").hasSizeGreaterThan(call.appended.get() + 2);
    }
}
