package io.conversation.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

import jakarta.inject.Singleton;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Where records go that can never be stored: as they came, with headers that tell where from and why. One that is too large for
 * the topic goes without what it held, which its headers tell the place of.
 */
@Singleton
class DeadLetters {

    private static final String HEADER = "dead-letter-";
    private static final String OF_TOPIC = HEADER + "topic";
    private static final String OF_PARTITION = HEADER + "partition";
    private static final String OF_OFFSET = HEADER + "offset";
    private static final String PROBLEM = HEADER + "problem";
    private static final String LEFT_OUT = HEADER + "left-out";
    private static final long LOOK_MILLIS = 100;

    private final Producers producers;
    private final ObjectMapper mapper;
    private final String topic;
    private Producer<byte[], byte[]> producer;

    DeadLetters(KafkaConfig config, Producers producers, ObjectMapper mapper) {
        this.producers = producers;
        this.mapper = mapper;
        this.topic = config.in().deadLetterTopic().orElseGet(() -> config.in().topic().orElseThrow() + ".dead-letter");
    }

    /**
     * Leaves in each whether the brokers have it.
     *
     * @throws KafkaException why some are not there yet
     */
    void bury(List<IncomingRecord> refused, BooleanSupplier stopping) {
        if (refused.isEmpty()) {
            return;
        }
        try {
            bury(refused, false, stopping);
        } catch (KafkaException e) {
            close();
            throw e;
        }
    }

    private void bury(List<IncomingRecord> refused, boolean leftOut, BooleanSupplier stopping) {
        if (producer == null) {
            producer = producers.producer();
        }
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (IncomingRecord record : refused) {
            Future<RecordMetadata> next = producer.send(letter(record, leftOut));
            sent.add(next);
            KafkaException failure = next.isDone() ? failure(next, stopping) : null;
            if (stopping.getAsBoolean() || failure != null && !(failure instanceof RecordTooLargeException)) {
                // Each that follows might wait as long for what is not there.
                break;
            }
        }
        List<IncomingRecord> tooLarge = new ArrayList<>();
        for (int i = 0; i < sent.size(); i++) {
            KafkaException failure = failure(sent.get(i), stopping);
            if (failure == null) {
                refused.get(i).buried();
            } else if (failure instanceof RecordTooLargeException && !leftOut) {
                tooLarge.add(refused.get(i));
            } else {
                throw failure;
            }
        }
        if (!tooLarge.isEmpty()) {
            bury(tooLarge, true, stopping);
        }
    }

    /** Null when it is there. */
    private static KafkaException failure(Future<RecordMetadata> sent, BooleanSupplier stopping) {
        while (true) {
            try {
                sent.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                return null;
            } catch (TimeoutException e) {
                if (stopping.getAsBoolean()) {
                    return new KafkaException("The service ends");
                }
            } catch (ExecutionException e) {
                return e.getCause() instanceof KafkaException k ? k : new KafkaException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new KafkaException(e);
            }
        }
    }

    private ProducerRecord<byte[], byte[]> letter(IncomingRecord refused, boolean leftOut) {
        ConsumerRecord<byte[], byte[]> message = refused.message();
        ProducerRecord<byte[], byte[]> letter = leftOut ? new ProducerRecord<>(topic, null)
                : new ProducerRecord<>(topic, message.key(), message.value());
        if (!leftOut) {
            for (Header header : message.headers()) {
                if (!header.key().startsWith(HEADER)) {
                    letter.headers().add(header);
                }
            }
        }
        add(letter, OF_TOPIC, message.topic());
        add(letter, OF_PARTITION, Integer.toString(message.partition()));
        add(letter, OF_OFFSET, Long.toString(message.offset()));
        add(letter, PROBLEM, problem(refused));
        if (leftOut) {
            add(letter, LEFT_OUT, "key, value and headers, as they are too large for this topic");
        }
        return letter;
    }

    private String problem(IncomingRecord refused) {
        try {
            return mapper.writeValueAsString(refused.refusal().toProblem(null));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A problem cannot be written as JSON", e);
        }
    }

    private static void add(ProducerRecord<byte[], byte[]> letter, String name, String value) {
        letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** What is under way may or may not be there, and goes again. */
    void close() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }
}
