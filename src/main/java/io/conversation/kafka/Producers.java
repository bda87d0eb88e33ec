package io.conversation.kafka;

import java.util.HashMap;
import java.util.Map;

import jakarta.inject.Singleton;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes the producers of what is told: what order and durability rest on is set here, the rest can be set as {@code kafka.*}.
 */
@Singleton
class Producers {

    /** The longest that the brokers may be away without a producer being replaced. */
    private static final int DELIVERY_TIMEOUT = 30_000;

    /**
     * In order, what has one key in one partition, once each while a producer lives, and only what all replicas in sync have.
     * The topic says what is too large.
     */
    private static final Map<String, Object> FIXED = Map.of(ProducerConfig.ACKS_CONFIG, "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true, ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5,
            ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 20 << 20,
            ProducerConfig.BUFFER_MEMORY_CONFIG, 32L << 20,
            ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG, false);

    private static final Map<String, Object> DEFAULTS = Map.of(
            // The one compression that a native program has without a library of the system.
            ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip", ProducerConfig.COMPRESSION_GZIP_LEVEL_CONFIG, 1,
            ProducerConfig.LINGER_MS_CONFIG, 5, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT / 3,
            ProducerConfig.MAX_BLOCK_MS_CONFIG, DELIVERY_TIMEOUT / 3,
            ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000,
            ProducerConfig.METRIC_REPORTER_CLASSES_CONFIG, "", ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);

    private final Brokers brokers;

    Producers(Brokers brokers) {
        this.brokers = brokers;
    }

    Producer<byte[], byte[]> producer() {
        Map<String, Object> settings = new HashMap<>(DEFAULTS);
        settings.putAll(brokers.with(FIXED));
        settings.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        settings.remove(ProducerConfig.PARTITIONER_CLASS_CONFIG);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
