package io.conversation.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

/**
 * The records that are worked on together, of each partition in their order, until all of them are settled. How many bytes they
 * are is known: those that lie packed with the client are not.
 */
final class InHand {

    private static final Logger LOG = Logger.getLogger(InHand.class);
    private static final int MOST_RECORDS = 4_000;

    private final Map<TopicPartition, List<IncomingRecord>> records = new LinkedHashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    private long bytes;
    private int size;

    InHand(ConsumerRecords<byte[], byte[]> polled) {
        add(polled);
    }

    private void add(ConsumerRecords<byte[], byte[]> polled) {
        next.putAll(polled.nextOffsets());
        for (ConsumerRecord<byte[], byte[]> message : polled) {
            IncomingRecord record = new IncomingRecord(message);
            records.computeIfAbsent(record.partition(), partition -> new ArrayList<>()).add(record);
            bytes += record.bytes();
            size++;
        }
    }

    /**
     * With all that has been fetched already, a few records at a time, until it is so many bytes. What the client cannot give
     * it fails with again when it is asked for nothing else.
     */
    void fill(Consumer<byte[], byte[]> consumer, long mostBytes) {
        try {
            boolean more = true;
            while (more && bytes < mostBytes && size < MOST_RECORDS) {
                ConsumerRecords<byte[], byte[]> polled = consumer.poll(Duration.ZERO);
                add(polled);
                more = !polled.isEmpty();
            }
        } catch (WakeupException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.debug("Behind what is in hand", e);
        }
    }

    /** About what they take as they came. */
    long bytes() {
        return bytes;
    }

    List<IncomingRecord> all() {
        List<IncomingRecord> all = new ArrayList<>();
        records.values().forEach(all::addAll);
        return all;
    }

    boolean isSettled() {
        return left() == 0;
    }

    /** How many are not settled. */
    long left() {
        return records.values().stream().flatMap(List::stream).filter(record -> !record.isSettled()).count();
    }

    /** They are another pod's from now on. */
    void drop(Collection<TopicPartition> partitions) {
        records.keySet().removeAll(partitions);
        bytes = all().stream().mapToLong(IncomingRecord::bytes).sum();
    }

    /** How far each partition may be committed: to before the first record that is not settled. */
    Map<TopicPartition, OffsetAndMetadata> reached() {
        Map<TopicPartition, OffsetAndMetadata> reached = new HashMap<>();
        records.forEach((partition, these) -> {
            Optional<IncomingRecord> open = these.stream().filter(record -> !record.isSettled()).findFirst();
            if (open.isEmpty()) {
                reached.put(partition, next.get(partition));
            } else if (open.get() != these.getFirst()) {
                reached.put(partition, new OffsetAndMetadata(open.get().message().offset(),
                        open.get().message().leaderEpoch(), ""));
            }
        });
        return reached;
    }
}
