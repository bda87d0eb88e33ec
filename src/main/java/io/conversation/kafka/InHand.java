package io.conversation.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The records that were polled together, of each partition in their order, until all of them are settled. */
final class InHand {

    private final Map<TopicPartition, List<IncomingRecord>> records = new LinkedHashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> next;

    InHand(ConsumerRecords<byte[], byte[]> polled) {
        next = new HashMap<>(polled.nextOffsets());
        polled.partitions().forEach(partition -> records.put(partition,
                polled.records(partition).stream().map(IncomingRecord::new).toList()));
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
