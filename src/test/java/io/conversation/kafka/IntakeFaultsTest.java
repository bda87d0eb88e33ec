package io.conversation.kafka;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.Logged;
import io.conversation.database.MovableClock;
import io.conversation.fault.FaultyDatabase;
import io.conversation.fault.Waiting;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Whatever goes away between the topic and the database, nothing of it is lost, and it goes on by itself. */
@QuarkusTest
@TestProfile(IntakeTopic.Profile.class)
class IntakeFaultsTest {

    private static final int EVENTS = 50;

    private final ConversationClient client = new ConversationClient();

    FaultyDatabase faulty;

    IntakeTopic topic;

    @Inject
    Instance<Consumption> consumptions;

    @Inject
    Consumers consumers;

    @Inject
    MovableClock clock;

    @BeforeEach
    @AfterEach
    void there() throws Exception {
        clock.ahead(Duration.ZERO);
        faulty.proxy().forward();
        topic.proxy().forward();
        topic.broker().start();
        client.awaitReady();
    }

    private List<String> send(int sessions, int from, int to) {
        List<String> ids = IntStream.range(0, sessions).mapToObj(i -> Fresh.id("call")).toList();
        ids.forEach(id -> topic.send(id, newSession(id)));
        send(ids, from, to);
        return ids;
    }

    private void send(List<String> ids, int from, int to) {
        for (int i = from; i < to; i++) {
            String event = "e" + i;
            ids.forEach(id -> topic.send(id, newEvent(event)));
        }
    }

    private void assertWhole(List<String> ids) throws Exception {
        topic.awaitTaken();
        for (String id : ids) {
            assertThat(client.allEvents(id, "?limit=500")).extracting(event -> event.get("eventId").asText())
                    .containsExactlyElementsOf(IntStream.range(0, EVENTS).mapToObj(i -> "e" + i).toList());
            assertThat(topic.deadLetters(id)).isEmpty();
        }
    }

    @Test
    void while_the_database_is_away_records_wait_and_none_is_a_dead_letter() throws Exception {
        try (Logged logged = Logged.warnings(InReport.class)) {
            faulty.proxy().away();
            List<String> ids = send(20, 0, EVENTS);
            Waiting.until("it is tried again", () -> retries() >= 2);
            assertThat(topic.left()).isPositive();
            faulty.proxy().forward();
            assertWhole(ids);
            assertThat(logged.messages()).hasSize(1).first().asString()
                    .startsWith("What came from Kafka waits for the database");
        }
    }

    @Test
    void a_pod_whose_clock_is_off_takes_nothing_and_leaves_its_partitions_to_others_until_it_is_right() throws Exception {
        topic.awaitTaken();
        try (Logged logged = Logged.warnings(Intake.class)) {
            clock.ahead(Duration.ofHours(-1));
            List<String> ids = send(3, 0, EVENTS);
            Waiting.until("it is told", () -> !logged.messages().isEmpty());
            assertThat(topic.members()).isZero();
            Waiting.until("all of it waits", () -> topic.left() == 3 * (1 + EVENTS));
            clock.ahead(Duration.ZERO);
            assertWhole(ids);
            assertThat(logged.messages()).hasSize(1).first().asString().startsWith("Nothing is taken from Kafka until");
        }
    }

    @Test
    void what_needs_one_command_after_the_other_is_left_in_the_middle_and_gone_on_with() throws Exception {
        int pairs = 300;
        String id = Fresh.id("call");
        topic.send(id, newSession(id));
        topic.awaitTaken();
        try (Logged logged = Logged.warnings(Intake.class)) {
            clock.ahead(Duration.ofHours(-1));
            Waiting.until("nothing is taken", () -> logged.messages().size() == 1);
            // Each creation again is behind the event before it.
            for (int i = 0; i < pairs; i++) {
                topic.send(id, newEvent("e" + i));
                topic.send(id, newSession(id));
            }
            topic.send(id, newSession(id)).get();
            clock.ahead(Duration.ZERO);
            Waiting.until("the first of all are written", () -> client.event(id, "e0").status() == 200);
            clock.ahead(Duration.ofHours(-1));
            Waiting.until("it has ended", () -> logged.messages().size() == 2);
            assertThat(topic.left()).as("not come to").isPositive();
            clock.ahead(Duration.ZERO);
            topic.awaitTaken();
            assertThat(client.allEvents(id, "?limit=500")).extracting(event -> event.get("eventId").asText())
                    // The one that was being written when the clock was set has an id of that time.
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, pairs).mapToObj(i -> "e" + i).toList());
            assertThat(topic.deadLetters(id)).isEmpty();
        }
    }

    private double retries() {
        return metric(client.get("/q/metrics").text(), "conversation_kafka_in_retries_total");
    }

    private static double metric(String metrics, String name) {
        return metrics.lines().filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).findFirst().orElse(0);
    }

    @Test
    void what_waits_in_hand_has_its_memory() throws Exception {
        int large = 900_000;
        String id = client.createFresh("call");
        faulty.proxy().away();
        double before = retries();
        topic.send(id, newEvent("large").set("payload", Json.object("text", "a".repeat(large))));
        AtomicReference<String> then = new AtomicReference<>();
        Waiting.until("it is to be tried again", () -> {
            then.set(client.get("/q/metrics").text());
            return metric(then.get(), "conversation_kafka_in_retries_total") > before;
        });
        // Between two rounds nobody else has any.
        assertThat(metric(then.get(), "conversation_memory_bytes")).isGreaterThan(large);
        faulty.proxy().forward();
        topic.awaitTaken();
        assertThat(client.event(id, "large").status()).isEqualTo(200);
        Waiting.until("it is given back", () -> metric(client.get("/q/metrics").text(), "conversation_memory_bytes") < large);
    }

    @Test
    void how_much_is_in_hand_at_once_is_counted_as_it_is_unpacked() throws Exception {
        String packed = topic.name() + "-packed";
        topic.broker().createTopic(packed, 1, Map.of());
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", topic.broker().bootstrapServers(), "compression.type", "gzip", "linger.ms", 100,
                        "batch.size", 1 << 20),
                new ByteArraySerializer(), new ByteArraySerializer())) {
            IntStream.range(0, 2_000).forEach(i -> producer.send(new ProducerRecord<>(packed, new byte[20_000])));
        }
        TopicPartition partition = new TopicPartition(packed, 0);
        try (Consumer<byte[], byte[]> consumer = consumers.consumer()) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            int taken = 0;
            while (taken < 2_000) {
                InHand inHand = new InHand(consumer.poll(Duration.ofMillis(100)));
                inHand.fill(consumer, 2 << 20);
                taken += inHand.all().size();
                assertThat(inHand.bytes()).isLessThan(3 << 20).isGreaterThanOrEqualTo(inHand.all().size() * 20_000L);
                assertThat(inHand.reached()).isEmpty();
                inHand.all().forEach(record -> record.stored(true));
                assertThat(inHand.all().isEmpty() ? taken : inHand.reached().get(partition).offset()).isEqualTo(taken);
            }
        }
    }

    @Test
    void a_write_whose_answer_was_lost_is_repeated_and_stored_once() throws Exception {
        for (String command : List.of("insert", "update", "find")) {
            faulty.proxy().loseAnswerOfNext(command, 3);
            List<String> ids = send(5, 0, EVENTS);
            topic.awaitTaken();
            Waiting.until("the answers were lost", () -> faulty.proxy().faultsLeft() < 3);
            assertWhole(ids);
            faulty.proxy().forward();
        }
    }

    @Test
    void brokers_that_are_cut_off_and_killed_are_gone_on_from() throws Exception {
        List<String> ids = send(20, 0, 20);
        topic.proxy().away();
        send(ids, 20, 35);
        topic.proxy().forward();
        topic.awaitTaken();
        topic.broker().kill();
        topic.broker().start();
        send(ids, 35, EVENTS);
        assertWhole(ids);
    }

    @Test
    void of_two_consumers_one_leaves_in_the_middle_and_the_other_goes_on_in_order() throws Exception {
        Consumption second = consumptions.get();
        Thread running = Thread.ofPlatform().start(second::run);
        Waiting.until("both have partitions", () -> topic.members() == 2);
        List<String> ids = send(30, 0, 30);
        Waiting.until("it takes part", second::hasTaken);
        second.stop();
        running.join();
        send(ids, 30, EVENTS);
        ids.forEach(id -> topic.send(id, Json.object("status", "completed")));
        assertWhole(ids);
        ids.forEach(id -> assertThat(client.storedSession(id).get("status").asText()).isEqualTo("completed"));
    }
}
