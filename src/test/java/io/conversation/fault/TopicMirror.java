package io.conversation.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Copies a topic to another, record by record as they are, while its broker comes and goes; and keeps what each session was
 * told.
 */
final class TopicMirror implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> from;
    private final KafkaProducer<byte[], byte[]> to;
    private final String copy;
    private final Thread thread;
    private final Map<String, List<String>> told = new HashMap<>();
    private final Set<String> ids = new HashSet<>();
    private int records;
    private int things;
    private Throwable failure;
    private volatile boolean closed;

    TopicMirror(String bootstrapServers, String topic, String copy) {
        this.copy = copy;
        from = new KafkaConsumer<>(Map.of("bootstrap.servers", bootstrapServers, "enable.auto.commit", "false"),
                new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = from.partitionsFor(topic).stream()
                .map(each -> new TopicPartition(each.topic(), each.partition())).toList();
        from.assign(partitions);
        from.seekToBeginning(partitions);
        // It never gives a record up: what is behind it would come before it.
        to = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "delivery.timeout.ms",
                Integer.MAX_VALUE, "max.block.ms", Long.MAX_VALUE), new ByteArraySerializer(), new ByteArraySerializer());
        thread = Thread.ofPlatform().name("topic-mirror").daemon().start(this::run);
    }

    private void run() {
        try {
            while (!closed) {
                for (ConsumerRecord<byte[], byte[]> each : from.poll(POLL)) {
                    to.send(new ProducerRecord<>(copy, null, each.key(), each.value(), each.headers()));
                    keep(each);
                }
            }
        } catch (Throwable e) {
            synchronized (this) {
                failure = e;
            }
        }
    }

    private synchronized void keep(ConsumerRecord<byte[], byte[]> each) throws Exception {
        records++;
        if (!ids.add(header(each, "ce_id"))) {
            return;
        }
        String session = new String(each.key(), StandardCharsets.UTF_8);
        JsonNode value = JSON.readTree(each.value());
        String what = switch (header(each, "ce_type")) {
            case "io.conversation.session.created" -> "created";
            case "io.conversation.session.ended" -> "ended";
            case "io.conversation.event.stored" -> value.get("eventId").asText();
            default -> throw new AssertionError(header(each, "ce_type"));
        };
        things += what.equals("ended") ? 0 : 1;
        List<String> before = told.computeIfAbsent(session, id -> new ArrayList<>());
        assertThat(value.has("late")).as("%s of %s after %s", what, session, before)
                .isEqualTo(before.contains("ended") && !what.equals("ended"));
        before.add(what);
    }

    private static String header(ConsumerRecord<byte[], byte[]> each, String name) {
        return new String(each.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    /** Until so many sessions and events have been told. */
    void await(int sessionsAndEvents) throws Exception {
        Waiting.until(sessionsAndEvents + " sessions and events are in the topic", () -> {
            synchronized (this) {
                if (failure != null) {
                    throw new AssertionError(failure);
                }
                return things >= sessionsAndEvents;
            }
        });
    }

    /** By session what was told of it, the first time of each alone. */
    synchronized Map<String, List<String>> told() {
        return Map.copyOf(told);
    }

    synchronized int records() {
        return records;
    }

    synchronized int repeats() {
        return records - ids.size();
    }

    @Override
    public void close() {
        closed = true;
        Waiting.join(thread);
        from.close(CloseOptions.timeout(Duration.ZERO));
        to.close(Duration.ZERO);
    }
}
