package io.conversation.kafka;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.bson.types.ObjectId;

import io.conversation.feed.Item;

/**
 * One producer from its first record to its first failure. A producer by itself goes on behind a record that it has given up;
 * so it is closed in the very call that tells of that, before it sends another, and nothing of a session is ever behind a gap.
 * What the topic refuses for good is no gap. A position is reached once all up to it is acknowledged or refused.
 */
final class Sending implements AutoCloseable {

    /** What may be on its way at the same time; a record that is larger goes alone. */
    static final long MOST_BYTES = 4 << 20;
    private static final long LOOK_MILLIS = 100;

    /** Is told what becomes of records, by the producer's thread. */
    interface Outcomes {

        void sent();

        void refused(Item item, Exception why);
    }

    private final Producer<byte[], byte[]> producer;
    private final Set<ObjectId> refusedBefore;
    private final Outcomes outcomes;
    private final Deque<Page> pages = new ArrayDeque<>();
    private long bytes;
    private String reached;
    private Exception failure;

    /** What was read together, with the position behind it. */
    private static final class Page {

        private final ObjectId first;
        private String position;
        private int left;

        private Page(ObjectId first) {
            this.first = first;
        }
    }

    /** @param refusedBefore what need not be tried again, as it would have others of its batch fail, too */
    Sending(Producer<byte[], byte[]> producer, Set<ObjectId> refusedBefore, Outcomes outcomes) {
        this.producer = producer;
        this.refusedBefore = refusedBefore;
        this.outcomes = outcomes;
    }

    /** What is sent from now on belongs to a new page. */
    synchronized void begin(ObjectId first) {
        pages.add(new Page(first));
    }

    /** All of the page has been sent. */
    synchronized void end(String position) {
        pages.getLast().position = position;
        advance();
    }

    /** Waits for room; whether it was sent, or need not be. */
    boolean send(Item item, ProducerRecord<byte[], byte[]> made, BooleanSupplier goOn) throws InterruptedException {
        if (refusedBefore.contains(item.id())) {
            return true;
        }
        int size = made.value().length;
        Page page = take(size, goOn);
        if (page == null) {
            return false;
        }
        try {
            producer.send(made, (metadata, e) -> answered(page, item, size, e));
            return true;
        } catch (KafkaException | IllegalStateException e) { // the latter of a producer that has been closed meanwhile
            failed(e);
            return false;
        }
    }

    private synchronized Page take(int size, BooleanSupplier goOn) throws InterruptedException {
        while (bytes > 0 && bytes + size > MOST_BYTES && failure == null && goOn.getAsBoolean()) {
            wait(LOOK_MILLIS);
        }
        if (failure != null || !goOn.getAsBoolean()) {
            return null;
        }
        bytes += size;
        pages.getLast().left++;
        return pages.getLast();
    }

    private void answered(Page page, Item item, int size, Exception e) {
        if (e != null && !isRefusal(e)) {
            failed(e);
            return;
        }
        if (e == null) {
            outcomes.sent();
        } else {
            outcomes.refused(item, e);
        }
        synchronized (this) {
            bytes -= size;
            page.left--;
            advance();
            notifyAll();
        }
    }

    /** Of this record, whoever sends it and whenever. */
    private static boolean isRefusal(Exception e) {
        return e instanceof RecordTooLargeException || e instanceof RecordBatchTooLargeException
                || e instanceof InvalidRecordException;
    }

    private void advance() {
        while (!pages.isEmpty() && pages.getFirst().left == 0 && pages.getFirst().position != null) {
            reached = pages.removeFirst().position;
        }
    }

    private void failed(Exception e) {
        synchronized (this) {
            if (failure != null) {
                return;
            }
            failure = e;
            notifyAll();
        }
        close();
    }

    /** Why nothing more is sent. */
    synchronized Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }

    /** Up to where all is acknowledged; null until something is. */
    synchronized String reached() {
        return reached;
    }

    /** The oldest that is on its way, or was read beside it; null where there is none. */
    synchronized ObjectId oldest() {
        return pages.isEmpty() ? null : pages.getFirst().first;
    }

    /** Whether all that was read is there, and its brokers are. */
    boolean hasNothingToTell() {
        return oldest() == null && producer.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("connection-count"))
                .anyMatch(metric -> ((Number) metric.getValue().metricValue()).doubleValue() > 0);
    }

    /** Waits for what is on its way, so long at the most. */
    void finish(Duration time) {
        producer.close(time);
    }

    /** What is on its way may or may not arrive; nothing more is sent. */
    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
