package io.conversation.bench;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import io.conversation.kafka.Broker;

/** Events a second that are written to a topic and stored from it, against batches over HTTP to the same service. */
final class FromKafka {

    private static final int EVENTS = Integer.getInteger("bench.kafkaEvents", 50_000);
    private static final int PARTITIONS = 4;
    private static final String STORED = "conversation_kafka_in_records_total{outcome=\"created\"";

    private static final AtomicLong NUMBER = new AtomicLong();

    private FromKafka() {
    }

    static List<String> rows(Database database, boolean throughProxy) throws Exception {
        Broker broker = Broker.shared();
        String topic = "bench-" + UUID.randomUUID();
        broker.createTopic(topic, PARTITIONS, Map.of());
        broker.createTopic(topic + ".dead-letter", 1, Map.of());
        Map<String, String> settings = new HashMap<>(Appends.GROUPED);
        settings.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        settings.put("SESSIONS_KAFKA_IN_TOPIC", topic);
        settings.put("SESSIONS_KAFKA_IN_GROUP", topic);
        try (Service service = Service.start("from-kafka", database.address(throughProxy), Database.freshName(), settings);
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", 5, "batch.size", 1 << 17),
                        new ByteArraySerializer(), new ByteArraySerializer())) {
            Appends.createSessions(service, Appends.CLIENTS);
            for (int i = 0; i < 3; i++) {
                Bulk.batches(service);
                taken(service, producer, topic);
            }
            return new Rounds("events/s").add("batches of 100, 8 clients", () -> Bulk.batches(service))
                    .add("records of a topic", () -> taken(service, producer, topic)).run()
                    .ratio("topic : batches", "records of a topic", "batches of 100, 8 clients").rows();
        }
    }

    /** From the first that is sent until the last is stored. */
    private static double taken(Service service, KafkaProducer<byte[], byte[]> producer, String topic) throws Exception {
        double before = stored(service);
        long start = System.nanoTime();
        for (int i = 0; i < EVENTS; i++) {
            long number = NUMBER.getAndIncrement();
            producer.send(new ProducerRecord<>(topic, bytes("http-" + number % Appends.CLIENTS),
                    bytes(Traffic.event("k" + number, number))));
        }
        producer.flush();
        while (stored(service) < before + EVENTS) {
            Thread.sleep(20);
        }
        return EVENTS / ((System.nanoTime() - start) / 1e9);
    }

    private static double stored(Service service) throws Exception {
        return service.get("/q/metrics").lines().filter(line -> line.startsWith(STORED))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).findFirst().orElse(0);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
