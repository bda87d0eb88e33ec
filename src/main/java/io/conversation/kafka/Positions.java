package io.conversation.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

/** How far each partition is settled, until the brokers have that. Of one thread. */
final class Positions {

    private static final Logger LOG = Logger.getLogger(Positions.class);
    private static final Duration COMMIT = Duration.ofSeconds(5);

    private final Consumer<?, ?> consumer;
    private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();

    Positions(Consumer<?, ?> consumer) {
        this.consumer = consumer;
    }

    void reached(Map<TopicPartition, OffsetAndMetadata> positions) {
        uncommitted.putAll(positions);
    }

    /** Goes with the polls that follow; nobody waits for it. What fails goes with the next. */
    void commitSoon() {
        if (!uncommitted.isEmpty()) {
            consumer.commitAsync(Map.copyOf(uncommitted), (committed, failure) -> {
                if (failure == null) {
                    committed.forEach(uncommitted::remove);
                }
            });
        }
    }

    /** Before others go on from there. If it fails, what is not committed is taken again, and a replay. */
    void commit() {
        if (uncommitted.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(uncommitted, COMMIT);
            uncommitted.clear();
        } catch (WakeupException e) {
            throw e;
        } catch (CommitFailedException e) {
            uncommitted.clear();
        } catch (KafkaException e) {
            LOG.debug("Positions could not be committed", e);
        }
    }

    /** Also where it was told to end meanwhile. */
    void commitAtLast() {
        try {
            commit();
        } catch (WakeupException e) {
            commit();
        }
    }

    /** They are another pod's from now on. */
    void drop(Collection<TopicPartition> partitions) {
        uncommitted.keySet().removeAll(partitions);
    }
}
