package io.conversation.kafka;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

import jakarta.inject.Singleton;

import io.conversation.problem.ProblemResponses;
import io.conversation.tenant.SessionId;

/**
 * Writes records beside each other, in their order only where they have the same key, or, without one, the same partition; in
 * each lane some at a time.
 */
@Singleton
class RecordLanes {

    private static final int LANES = 4;
    private static final int RECORDS = 1_000;
    /** Of what is made of them, beside one that is larger by itself. */
    private static final long WEIGHT = 4L << 20;

    private final RecordWriter writer;
    private final ProblemResponses problems;

    RecordLanes(RecordWriter writer, ProblemResponses problems) {
        this.writer = writer;
        this.problems = problems;
    }

    /**
     * Leaves in each that is open what became of it; one that was not come to is as it was.
     *
     * @param goesOn asked before each command: one session's records may need one after the other
     */
    void write(List<IncomingRecord> records, BooleanSupplier goesOn) {
        List<List<IncomingRecord>> lanes = new ArrayList<>();
        for (int i = 0; i < LANES; i++) {
            lanes.add(new ArrayList<>());
        }
        records.stream().filter(IncomingRecord::isOpen).forEach(record -> lanes.get(lane(record)).add(record));
        lanes.removeIf(List::isEmpty);
        CountDownLatch left = new CountDownLatch(lanes.size());
        lanes.forEach(lane -> Thread.ofVirtual().name("kafka-in-lane").start(() -> {
            try {
                writeLane(lane, goesOn);
            } finally {
                left.countDown();
            }
        }));
        try {
            left.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int lane(IncomingRecord record) {
        byte[] key = record.message().key();
        return Math.floorMod(key == null ? record.message().partition() : Arrays.hashCode(key), LANES);
    }

    private void writeLane(List<IncomingRecord> lane, BooleanSupplier goesOn) {
        Set<SessionId> held = new HashSet<>();
        int from = 0;
        while (from < lane.size()) {
            int to = from + 1;
            for (long weight = RecordWriter.weight(lane.get(from)); to < lane.size() && to - from < RECORDS; to++) {
                weight += RecordWriter.weight(lane.get(to));
                if (weight > WEIGHT) {
                    break;
                }
            }
            List<IncomingRecord> some = lane.subList(from, to);
            if (!write(some, held, goesOn)) {
                return;
            }
            from = to;
        }
    }

    /** Whatever it meets, somebody waits for its end. */
    private boolean write(List<IncomingRecord> some, Set<SessionId> held, BooleanSupplier goesOn) {
        try {
            return writer.write(some, held, goesOn);
        } catch (RuntimeException | Error e) {
            some.stream().filter(IncomingRecord::isOpen).forEach(record -> record.failed(problems.internal(e)));
            return false;
        }
    }
}
