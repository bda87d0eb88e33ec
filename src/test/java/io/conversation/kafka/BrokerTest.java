package io.conversation.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** The tests' broker keeps what it has acknowledged, whatever becomes of its process and of the network to it. */
class BrokerTest {

    private static final StringDeserializer READ = new StringDeserializer();
    private static final StringSerializer WRITE = new StringSerializer();

    @Test
    void what_it_has_acknowledged_is_there_when_it_was_killed_and_when_the_network_was_cut() throws Exception {
        Broker broker = Broker.shared();
        String topic = "broker-" + UUID.randomUUID();
        broker.createTopic(topic, 1, Map.of());
        try (BrokerProxy proxy = broker.proxy();
                KafkaProducer<String, String> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.throughProxy()), WRITE, WRITE)) {
            send(producer, topic, "a");
            broker.kill();
            broker.start();
            send(producer, topic, "b");
            proxy.away();
            var sent = producer.send(new ProducerRecord<>(topic, "c"));
            assertThat(sent.isDone()).isFalse();
            proxy.forward();
            sent.get();
            assertThat(read(broker, topic, 3)).containsExactly("a", "b", "c");
        }
    }

    private static void send(KafkaProducer<String, String> producer, String topic, String value) throws Exception {
        producer.send(new ProducerRecord<>(topic, value)).get();
    }

    private static List<String> read(Broker broker, String topic, int count) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "auto.offset.reset", "earliest"), READ, READ)) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            for (int polls = 0; values.size() < count && polls < 100; polls++) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }
}
