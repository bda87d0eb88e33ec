package io.conversation.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Future;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import io.conversation.database.MovableClock;
import io.conversation.fault.FaultyDatabase;
import io.conversation.fault.Waiting;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** A topic that the service takes from, through a proxy, and where it leaves its dead letters; tests write to it directly. */
public class IntakeTopic implements QuarkusTestResourceLifecycleManager {

    static final int PARTITIONS = 3;
    /** More than records may be of. */
    private static final String LARGE = Integer.toString(20 << 20);

    /** Runs the service on it, and on a database that can be taken away. */
    public static class Profile extends FaultyDatabase.Profile {

        @Override
        public List<TestResourceEntry> testResources() {
            List<TestResourceEntry> resources = new ArrayList<>(super.testResources());
            resources.add(new TestResourceEntry(IntakeTopic.class));
            return resources;
        }

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(MovableClock.class);
        }
    }

    private final String name = "conversations-" + UUID.randomUUID();
    private Broker broker;
    private BrokerProxy proxy;
    private KafkaProducer<byte[], byte[]> producer;

    @Override
    public Map<String, String> start() {
        try {
            broker = Broker.shared();
            broker.createTopic(name, PARTITIONS, Map.of("max.message.bytes", LARGE));
            broker.createTopic(name + ".dead-letter", 1, Map.of());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        proxy = broker.proxy();
        producer = new KafkaProducer<>(Map.of("bootstrap.servers", broker.bootstrapServers(), "max.request.size", LARGE,
                "linger.ms", 5), new ByteArraySerializer(), new ByteArraySerializer());
        Map<String, String> settings = new HashMap<>();
        settings.put("kafka.bootstrap.servers", broker.throughProxy());
        settings.put("sessions.kafka.in.topic", name);
        settings.put("sessions.kafka.in.group", group());
        return settings;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(IntakeTopic.class));
    }

    @Override
    public void stop() {
        producer.close(Duration.ZERO);
        proxy.close();
    }

    Broker broker() {
        return broker;
    }

    BrokerProxy proxy() {
        return proxy;
    }

    String name() {
        return name;
    }

    String group() {
        return name + "-pods";
    }

    ProducerRecord<byte[], byte[]> record(String key, Object value) {
        return new ProducerRecord<>(name, key == null ? null : bytes(key), value == null ? null
                : value instanceof byte[] whole ? whole : bytes(value.toString()));
    }

    Future<RecordMetadata> send(String key, Object value) {
        return producer.send(record(key, value));
    }

    Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        return producer.send(record);
    }

    /** A CloudEvent in binary mode. */
    ProducerRecord<byte[], byte[]> cloudEvent(String type, String key, Object data) {
        ProducerRecord<byte[], byte[]> record = record(key, data);
        Map.of("ce_specversion", "1.0", "ce_id", UUID.randomUUID().toString(), "ce_source", "/tests", "ce_type", type,
                "ce_subject", key, "content-type", "application/json; charset=utf-8")
                .forEach((name, value) -> record.headers().add(name, bytes(value)));
        return record;
    }

    /** Until the group has committed all that was sent. */
    void awaitTaken() throws Exception {
        producer.flush();
        Waiting.until("all of the topic is taken", () -> left() == 0);
    }

    /** Records of the topic that the group has not committed. */
    long left() throws Exception {
        try (Admin admin = broker.admin()) {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group())
                    .partitionsToOffsetAndMetadata().get();
            long left = 0;
            for (Map.Entry<TopicPartition, Long> end : ends().entrySet()) {
                OffsetAndMetadata reached = committed.get(end.getKey());
                left += end.getValue() - (reached == null ? 0 : reached.offset());
            }
            return left;
        }
    }

    /** How many of the group have partitions. */
    long members() throws Exception {
        try (Admin admin = broker.admin()) {
            return admin.describeConsumerGroups(List.of(group())).all().get().get(group()).members().stream()
                    .filter(member -> !member.assignment().topicPartitions().isEmpty()).count();
        }
    }

    private Map<TopicPartition, Long> ends() {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> all = new ArrayList<>();
            for (int i = 0; i < PARTITIONS; i++) {
                all.add(new TopicPartition(name, i));
            }
            return consumer.endOffsets(all);
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(Map.of("bootstrap.servers", broker.bootstrapServers(), "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** All dead letters so far that came with that key. */
    List<ConsumerRecord<byte[], byte[]>> deadLetters(String key) {
        return deadLetters().stream().filter(letter -> letter.key() != null && text(letter.key()).equals(key)).toList();
    }

    List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
        TopicPartition partition = new TopicPartition(name + ".dead-letter", 0);
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(letters::add);
            }
        }
        return letters;
    }

    static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        assertThat(letter.headers().headers(name)).as(name).hasSize(1);
        return text(letter.headers().lastHeader(name).value());
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
