package io.conversation.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.conversation.problem.ProblemException;

/** A record is settled by the brokers' word alone that its dead letter is there. */
class DeadLettersTest {

    private final List<Mock> made = new ArrayList<>();
    private final DeadLetters letters = new DeadLetters(Settings.INSTANCE, new Producers(null) {

        @Override
        Producer<byte[], byte[]> producer() {
            made.add(new Mock());
            return made.getLast();
        }
    }, new ObjectMapper());
    private final List<RuntimeException> failures = new ArrayList<>();

    /** Fails as often as it is told to, and acknowledges the rest. */
    private class Mock extends MockProducer<byte[], byte[]> {

        Mock() {
            super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public synchronized Future<RecordMetadata> send(
                ProducerRecord<byte[], byte[]> record) {
            if (!failures.isEmpty()) {
                return CompletableFuture.failedFuture(failures.removeFirst());
            }
            return super.send(record);
        }
    }

    private enum Settings implements KafkaConfig, KafkaConfig.In {
        INSTANCE;

        @Override
        public In in() {
            return this;
        }

        @Override
        public Out out() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<String> topic() {
            return Optional.of("in");
        }

        @Override
        public String group() {
            return "pods";
        }

        @Override
        public Optional<String> deadLetterTopic() {
            return Optional.empty();
        }
    }

    private static IncomingRecord refused(long offset) {
        ConsumerRecord<byte[], byte[]> message = new ConsumerRecord<>("in", 2, offset, bytes("key"), bytes("value"));
        message.headers().add("own", bytes("kept")).add("dead-letter-offset", bytes("of an earlier time"));
        IncomingRecord record = new IncomingRecord(message);
        record.failed(ProblemException.malformed("not JSON"));
        return record;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String header(ProducerRecord<byte[], byte[]> letter, String name) {
        assertThat(letter.headers().headers(name)).as(name).hasSize(1);
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Test
    void one_that_cannot_be_sent_is_not_settled_and_goes_again_by_another_producer() {
        List<IncomingRecord> some = List.of(refused(7), refused(8));
        failures.add(new NotEnoughReplicasException("one is away"));
        assertThatThrownBy(() -> letters.bury(some, () -> false)).isInstanceOf(KafkaException.class);
        assertThat(some).noneMatch(IncomingRecord::isSettled);
        letters.bury(some, () -> false);
        assertThat(some).allMatch(IncomingRecord::isSettled);
        assertThat(made).hasSize(2);
        assertThat(made.getFirst().closed()).isTrue();
        ProducerRecord<byte[], byte[]> letter = made.getLast().history().getFirst();
        assertThat(letter.topic()).isEqualTo("in.dead-letter");
        assertThat(letter.value()).isEqualTo(bytes("value"));
        assertThat(header(letter, "own")).isEqualTo("kept");
        assertThat(header(letter, "dead-letter-offset")).isEqualTo("7");
        assertThat(header(letter, "dead-letter-partition")).isEqualTo("2");
    }

    @Test
    void one_that_is_too_large_goes_without_what_it_held() {
        IncomingRecord large = refused(7);
        failures.add(new RecordTooLargeException("of a megabyte at the most"));
        letters.bury(List.of(large), () -> false);
        assertThat(large.isSettled()).isTrue();
        ProducerRecord<byte[], byte[]> letter = made.getLast().history().getFirst();
        assertThat(letter.key()).isNull();
        assertThat(letter.value()).isNull();
        assertThat(letter.headers().lastHeader("own")).isNull();
        assertThat(header(letter, "dead-letter-problem")).contains("malformed-request");
    }

    @Test
    void who_ends_waits_for_no_answer() {
        IncomingRecord record = refused(7);
        failures.add(new NotEnoughReplicasException("one is away"));
        assertThatThrownBy(() -> letters.bury(List.of(record), () -> true)).isInstanceOf(KafkaException.class);
        assertThat(record.isSettled()).isFalse();
    }
}
