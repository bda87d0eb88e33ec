package io.conversation.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

import io.conversation.fault.Waiting;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** A topic that the service tells all that arrives, by a proxy before its broker; tests have it injected. */
public class OutTopic implements QuarkusTestResourceLifecycleManager {

    static final int PARTITIONS = 3;
    /** Above what a producer puts into one batch. */
    static final int MAX_MESSAGE_BYTES = 20_000;

    private final String name = "out-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    private final List<ConsumerRecord<String, String>> read = new ArrayList<>();
    private Broker broker;
    private BrokerProxy proxy;
    private KafkaConsumer<String, String> consumer;

    @Override
    public Map<String, String> start() {
        try {
            broker = Broker.shared();
            broker.createTopic(name, PARTITIONS, Map.of("max.message.bytes", Integer.toString(MAX_MESSAGE_BYTES)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        proxy = broker.proxy();
        consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", broker.bootstrapServers()), new StringDeserializer(),
                new StringDeserializer());
        List<TopicPartition> all = IntStream.range(0, PARTITIONS).mapToObj(i -> new TopicPartition(name, i)).toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
        return Map.of("kafka.bootstrap.servers", broker.throughProxy(), "sessions.kafka.out.topic", name,
                // Soon enough for a test to wait for it.
                "kafka.delivery.timeout.ms", "2000", "kafka.request.timeout.ms", "1000", "kafka.max.block.ms", "2000",
                // By what a session's records would be in no order; what cannot be set has no effect.
                "kafka.partitioner.class", RoundRobinPartitioner.class.getName(), "kafka.partitioner.ignore.keys", "true");
    }

    Broker broker() {
        return broker;
    }

    BrokerProxy proxy() {
        return proxy;
    }

    /** What is there of a session, in order, once there is what is waited for. */
    List<ConsumerRecord<String, String>> await(String sessionId, Predicate<List<ConsumerRecord<String, String>>> there)
            throws Exception {
        Waiting.until("the topic has of " + sessionId + " what is waited for", () -> {
            consumer.poll(Duration.ofMillis(100)).forEach(read::add);
            return there.test(of(sessionId));
        });
        return of(sessionId);
    }

    private List<ConsumerRecord<String, String>> of(String sessionId) {
        return read.stream().filter(each -> each.key().equals(sessionId)).toList();
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(getClass()));
    }

    @Override
    public void stop() {
        if (consumer != null) {
            consumer.close();
        }
        if (proxy != null) {
            proxy.close();
        }
    }
}
