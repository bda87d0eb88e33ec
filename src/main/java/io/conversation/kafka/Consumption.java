package io.conversation.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.enterprise.context.Dependent;

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

/**
 * One consumer's life. What was polled together is worked on until all of it is settled, however often it has to be repeated:
 * its partitions are paused meanwhile, and the polling goes on, so that the group waits and nobody is thrown out of it. Only
 * what is settled is committed.
 */
@Dependent
class Consumption implements ConsumerRebalanceListener {

    private static final Logger LOG = Logger.getLogger(Consumption.class);
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
    private final Positions positions;
    private InHand inHand;
    private boolean taken;
    private volatile boolean stopping;

    Consumption(KafkaConfig config, Consumers consumers, RecordLanes lanes, DeadLetters deadLetters,
            ClockComparison clocks, InReport report) {
        this.topic = config.in().topic().orElseThrow();
        this.lanes = lanes;
        this.deadLetters = deadLetters;
        this.clocks = clocks;
        this.report = report;
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
            settle();
            inHand = null;
        }
        positions.commitSoon();
        report.saw(consumer);
    }

    private void settle() {
        GrowingPause pause = new GrowingPause(FIRST_PAUSE, LONGEST_PAUSE);
        long left = inHand.left();
        while (goesOn() && !round()) {
            report.retry(inHand);
            positions.commitSoon();
            if (inHand.left() < left) {
                pause.reset();
            }
            left = inHand.left();
            wait(pause.next());
        }
        report.over(inHand);
        consumer.resume(consumer.paused());
    }

    /** Whether nothing is left. What it does not come to in time is for the next, so that the group hears of this pod. */
    private boolean round() {
        long end = System.nanoTime() + ROUND.toNanos();
        lanes.write(inHand.all(), () -> goesOn() && System.nanoTime() - end < 0);
        List<IncomingRecord> refused = inHand.all().stream().filter(IncomingRecord::isRefused).toList();
        try {
            deadLetters.bury(refused, () -> stopping);
            report.buried(refused);
        } catch (KafkaException e) {
            report.buried(refused.stream().filter(IncomingRecord::isSettled).toList());
            report.unburied(e);
        }
        positions.reached(inHand.reached());
        return inHand.isSettled();
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
