package io.conversation.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.control.ActivateRequestContext;

import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

import io.conversation.database.ClockComparison;
import io.conversation.database.GrowingPause;
import io.conversation.http.Work;
import io.conversation.problem.ProblemException;

/**
 * One consumer's life. What was polled together is worked on until all of it is settled, however often it has to be repeated:
 * its partitions are paused meanwhile, and the polling goes on, so that the group waits and nobody is thrown out of it. Only
 * what is settled is committed.
 */
@Dependent
class Consumption implements ConsumerRebalanceListener {

    private static final Logger LOG = Logger.getLogger(Consumption.class);
    private static final long MOST_BYTES = 8L << 20;
    /** Of the memory, for what is in hand: four lanes, and whatever comes over HTTP, have to have theirs beside it. */
    private static final int PARTS = 8;
    private static final Duration POLL = Duration.ofMillis(500);
    /** Well within the time in which the group has to hear of it, as it is told in between. */
    private static final Duration ROUND = Duration.ofSeconds(30);
    private static final Duration CLOSE = Duration.ofSeconds(2);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final String topic;
    private final Consumer<byte[], byte[]> consumer;
    private final RecordLanes lanes;
    private final DeadLetters deadLetters;
    private final ClockComparison clocks;
    private final InReport report;
    private final Work work;
    private final Positions positions;
    private InHand inHand;
    private boolean taken;
    private volatile boolean stopping;

    Consumption(KafkaConfig config, Consumers consumers, RecordLanes lanes, DeadLetters deadLetters,
            ClockComparison clocks, InReport report, Work work) {
        this.topic = config.in().topic().orElseThrow();
        this.lanes = lanes;
        this.deadLetters = deadLetters;
        this.clocks = clocks;
        this.report = report;
        this.work = work;
        this.consumer = consumers.consumer();
        this.positions = new Positions(consumer);
    }

    /** Ends soon; from another thread. */
    void stop() {
        stopping = true;
        consumer.wakeup();
    }

    /** Whether anything has come by it. */
    boolean hasTaken() {
        return taken;
    }

    /** Ends also where the clock is off, as what is written would have ids of a wrong time: others of the group go on. */
    private boolean goesOn() {
        return !stopping && clocks.isAllowed();
    }

    @ActivateRequestContext
    void run() {
        try {
            consumer.subscribe(List.of(topic), this);
            while (goesOn()) {
                take(consumer.poll(POLL));
            }
        } catch (WakeupException e) {
            LOG.debug("Told to end");
        } finally {
            close();
        }
    }

    private void take(ConsumerRecords<byte[], byte[]> polled) {
        if (!polled.isEmpty()) {
            taken = true;
            inHand = new InHand(polled);
            inHand.fill(consumer, Math.min(MOST_BYTES, work.part(PARTS)));
            settle();
            inHand = null;
        }
        positions.commitSoon();
        report.saw(consumer);
    }

    private void settle() {
        GrowingPause pause = new GrowingPause(FIRST_PAUSE, LONGEST_PAUSE);
        long left = inHand.left();
        boolean inVain = false;
        while (goesOn() && !(hold(inVain) && round())) {
            report.retry(inHand);
            positions.commitSoon();
            inVain = work.taken() > 0 && inHand.left() == left;
            if (inHand.left() < left) {
                pause.reset();
            }
            left = inHand.left();
            wait(pause.next());
        }
        work.give(work.taken());
        report.over(inHand);
        consumer.resume(consumer.paused());
    }

    /**
     * Waits for the memory for what is in hand, beside what is made of it; a round that came to nothing is followed by one
     * without, as a single record may need all there is.
     */
    private boolean hold(boolean inVain) {
        work.give(work.taken());
        return inVain || hold(inHand.all());
    }

    private boolean hold(List<IncomingRecord> records) {
        try {
            work.expect(records.stream().mapToLong(IncomingRecord::bytes).sum());
            return true;
        } catch (ProblemException e) {
            return false;
        }
    }

    /** Whether nothing is left. What it does not come to in time is for the next, so that the group hears of this pod. */
    private boolean round() {
        long end = System.nanoTime() + ROUND.toNanos();
        lanes.write(inHand.all(), () -> goesOn() && System.nanoTime() - end < 0);
        List<IncomingRecord> refused = inHand.all().stream().filter(IncomingRecord::isRefused).toList();
        // As its producer has them, too, until the brokers do.
        if (hold(refused)) {
            bury(refused);
        }
        positions.reached(inHand.reached());
        return inHand.isSettled();
    }

    private void bury(List<IncomingRecord> refused) {
        try {
            deadLetters.bury(refused, () -> stopping);
            report.buried(refused);
        } catch (KafkaException e) {
            report.buried(refused.stream().filter(IncomingRecord::isSettled).toList());
            report.unburied(e);
        }
    }

    /** Polls on, with all partitions paused, so that the group knows of it. */
    private void wait(Duration pause) {
        long nanos = pause.toNanos() / 2 + ThreadLocalRandom.current().nextLong(pause.toNanos());
        long end = System.nanoTime() + nanos;
        consumer.pause(consumer.assignment());
        for (long left = nanos; left > 0 && goesOn(); left = end - System.nanoTime()) {
            Duration longest = Duration.ofNanos(left);
            consumer.poll(longest.compareTo(POLL) < 0 ? longest : POLL);
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (inHand != null) {
            consumer.pause(partitions);
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        positions.commit();
        onPartitionsLost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        positions.drop(partitions);
        if (inHand != null) {
            inHand.drop(partitions);
        }
    }

    private void close() {
        try {
            positions.commitAtLast();
        } finally {
            consumer.close(CloseOptions.timeout(CLOSE));
            deadLetters.close();
        }
    }
}
