package io.conversation.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;

/** No position goes past a record of which it is not known what becomes of it. */
class InHandTest {

    private static final TopicPartition FIRST = new TopicPartition("in", 0);
    private static final TopicPartition SECOND = new TopicPartition("in", 1);

    private final InHand inHand = new InHand(new ConsumerRecords<>(Map.of(FIRST, records(FIRST), SECOND, records(SECOND)),
            // Past what ends a transaction.
            Map.of(FIRST, new OffsetAndMetadata(14), SECOND, new OffsetAndMetadata(13))));

    private static List<ConsumerRecord<byte[], byte[]>> records(TopicPartition partition) {
        return IntStream.range(10, 13).mapToObj(offset -> new ConsumerRecord<byte[], byte[]>(partition.topic(),
                partition.partition(), offset, null, new byte[0])).toList();
    }

    private IncomingRecord at(TopicPartition partition, long offset) {
        return inHand.all().stream().filter(record -> record.partition().equals(partition)
                && record.message().offset() == offset).findFirst().orElseThrow();
    }

    private Optional<Long> reached(TopicPartition partition) {
        return Optional.ofNullable(inHand.reached().get(partition)).map(OffsetAndMetadata::offset);
    }

    @Test
    void a_partition_has_reached_its_first_record_that_is_not_settled() {
        assertThat(inHand.reached()).isEmpty();
        at(FIRST, 11).stored(true);
        assertThat(inHand.reached()).isEmpty();
        at(FIRST, 10).stored(false);
        at(FIRST, 12).failed(ProblemException.malformed("not JSON"));
        assertThat(reached(FIRST)).as("it is not yet among the dead letters").contains(12L);
        at(FIRST, 12).buried();
        assertThat(reached(FIRST)).contains(14L);
        assertThat(reached(SECOND)).isEmpty();
        assertThat(inHand.isSettled()).isFalse();
        inHand.drop(List.of(SECOND));
        assertThat(inHand.isSettled()).isTrue();
    }

    @Test
    void what_the_database_cannot_take_now_is_never_refused_and_what_the_service_fails_at_by_itself_is_at_last() {
        IncomingRecord record = at(FIRST, 10);
        for (int i = 0; i < 100; i++) {
            record.failed(new ProblemException(ProblemType.UNAVAILABLE, "away"));
        }
        assertThat(record.isOpen()).isTrue();
        assertThat(record.goesAlone()).isFalse();
        for (int i = 0; i < 3; i++) {
            record.failed(new ProblemException(ProblemType.INTERNAL_ERROR, "a defect"));
            assertThat(record.isOpen()).isTrue();
            assertThat(record.goesAlone()).isTrue();
        }
        record.failed(new ProblemException(ProblemType.INTERNAL_ERROR, "a defect"));
        assertThat(record.isRefused()).isTrue();
    }
}
