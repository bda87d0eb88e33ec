package io.conversation.kafka;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.conversation.database.ClockComparison;
import io.conversation.database.IndexInitializer;
import io.conversation.http.Drain;
import io.conversation.settings.RefusedSetting;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.StartupEvent;

/**
 * Takes from Kafka for as long as the service runs, in a thread of its own, where a topic is set; without one nothing of Kafka
 * is loaded. What ends a consumer is told once, and after a pause there is another; a clock that is off ends it, too, as it
 * would write ids of a wrong time, and there is none until it is right.
 */
@Startup(RefusedSetting.LOOKED_FOR)
@Singleton
class Intake {

    private static final Logger LOG = Logger.getLogger(Intake.class);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    /** For what is being written to end, and for others to be told that they can go on. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final boolean on;
    private final IndexInitializer indexes;
    private final ClockComparison clocks;
    private final Instance<Consumption> consumptions;
    private final Semaphore stopped = new Semaphore(0);
    private volatile boolean stopping;
    private volatile Consumption current;
    private volatile Thread thread;

    Intake(KafkaConfig config, IndexInitializer indexes, ClockComparison clocks,
            Instance<Consumption> consumptions, Drain drain) {
        this.on = config.in().topic().isPresent();
        this.indexes = indexes;
        this.clocks = clocks;
        this.consumptions = consumptions;
        if (on && config.in().topic().equals(config.in().deadLetterTopic())) {
            throw new RefusedSetting("sessions.kafka.in.dead-letter-topic: is the topic that is read, and whatever goes there "
                    + "would come back");
        }
        drain.onDrain(this::endSoon);
    }

    void start(@Observes StartupEvent event) {
        if (on) {
            thread = Thread.ofPlatform().name("kafka-in").daemon().start(this::run);
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        endSoon();
        if (thread != null && !thread.join(PATIENCE)) {
            LOG.warn("What was taken from Kafka last will come again");
        }
    }

    private void endSoon() {
        stopping = true;
        stopped.release();
        Consumption now = current;
        if (now != null) {
            now.stop();
        }
    }

    private void run() {
        try {
            while (!stopping && !indexes.isMade()) {
                pause(LOOK);
            }
            awaitClock();
            boolean told = false;
            while (!stopping) {
                told = runOnce(told);
                waitWhileClockIsOff();
                pause(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void waitWhileClockIsOff() throws InterruptedException {
        if (!stopping && !clocks.isAllowed()) {
            LOG.warn("Nothing is taken from Kafka until this pod's clock is near the database's again; other pods go on");
            awaitClock();
        }
    }

    private void awaitClock() throws InterruptedException {
        while (!stopping && !clocks.isAllowed()) {
            pause(LOOK);
        }
    }

    private void pause(Duration time) throws InterruptedException {
        if (stopped.tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS)) {
            stopped.release();
        }
    }

    /** Whether it ended by something that was told. */
    private boolean runOnce(boolean told) {
        Consumption consumption = null;
        try {
            consumption = consumptions.get();
            current = consumption;
            if (!stopping) {
                consumption.run();
            }
            return false;
        } catch (RuntimeException | Error e) { // whatever it is, there is nobody else to begin again
            if (!stopping && (!told || consumption != null && consumption.hasTaken())) {
                LOG.error("Nothing can be taken from Kafka for now", e);
            }
            return true;
        } finally {
            current = null;
            if (consumption != null) {
                consumptions.destroy(consumption);
            }
        }
    }
}
