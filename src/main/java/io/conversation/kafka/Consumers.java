package io.conversation.kafka;

import java.util.HashMap;
import java.util.Map;

import jakarta.inject.Singleton;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Makes the consumers of what comes: what no record is lost by, and the heap not overrun, is
 * set here, the rest can be set as {@code kafka.*}.
 */
@Singleton
class Consumers {

    private static final Map<String, Object> FIXED = Map.of(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed", ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic",
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false,
            // What the client gives it has unpacked, however large that is: the rest of a fetch waits packed.
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 16);

    private static final Map<String, Object> DEFAULTS = Map.of(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
            // What a pod hands over, the others go on with; the rest of them is not held up.
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName(),
            // For a small heap; a record that is larger by itself comes all the same.
            ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20, ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1 << 20,
            ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000, ConsumerConfig.METRIC_REPORTER_CLASSES_CONFIG, "",
            ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);

    private final Brokers brokers;
    private final String group;

    Consumers(Brokers brokers, KafkaConfig config) {
        this.brokers = brokers;
        this.group = config.in().group();
    }

    Consumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = new HashMap<>(DEFAULTS);
        settings.putAll(brokers.with(FIXED));
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
