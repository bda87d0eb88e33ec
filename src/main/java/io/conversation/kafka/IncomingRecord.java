package io.conversation.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

import io.conversation.problem.ProblemException;

/**
 * A record and what has become of it so far. It is settled when it is stored, or among the dead letters; until then its
 * partition's position does not go past it.
 */
final class IncomingRecord {

    /** So often the service itself may fail at it before it is told to be beyond it. */
    private static final int TRIES = 3;
    private static final long OBJECTS = 200;

    /** What can become of a record. */
    enum Outcome {
        /** Stored by it. */
        CREATED,
        /** Stored before. */
        REPLAYED,
        /** Among the dead letters. */
        REFUSED
    }

    private final ConsumerRecord<byte[], byte[]> message;
    private Outcome outcome;
    private ProblemException refusal;
    private ProblemException passing;
    private int failures;

    IncomingRecord(ConsumerRecord<byte[], byte[]> message) {
        this.message = message;
    }

    ConsumerRecord<byte[], byte[]> message() {
        return message;
    }

    TopicPartition partition() {
        return new TopicPartition(message.topic(), message.partition());
    }

    /** About what it takes as it is. */
    long bytes() {
        long bytes = OBJECTS + Math.max(0, message.serializedKeySize()) + Math.max(0, message.serializedValueSize());
        for (Header header : message.headers()) {
            bytes += header.key().length() + (header.value() == null ? 0 : header.value().length);
        }
        return bytes;
    }

    /** Whether nothing of it is left to be done. */
    boolean isSettled() {
        return outcome != null;
    }

    /** Whether it is to be written, or written again. */
    boolean isOpen() {
        return outcome == null && refusal == null;
    }

    boolean isRefused() {
        return outcome == null && refusal != null;
    }

    /** Whether the service itself has failed at it, perhaps because of another that it was written with. */
    boolean goesAlone() {
        return failures > 0;
    }

    Outcome outcome() {
        return outcome;
    }

    /** Why it can never be stored. */
    ProblemException refusal() {
        return refusal;
    }

    /** Why it is not stored yet; null where that is not known. */
    ProblemException passing() {
        return passing;
    }

    void stored(boolean isNew) {
        outcome = isNew ? Outcome.CREATED : Outcome.REPLAYED;
    }

    /** The brokers have its dead letter. */
    void buried() {
        outcome = Outcome.REFUSED;
    }

    /** Refused for good, or to be tried again, by whose fault it was. */
    void failed(ProblemException problem) {
        if (problem.isUnavailable()) {
            passing = problem;
        } else if (problem.type().isOfClient() || ++failures > TRIES) {
            refusal = problem;
        } else {
            passing = problem;
        }
    }
}
