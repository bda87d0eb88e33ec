package io.conversation.kafka;

import java.time.Duration;
import java.util.Optional;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

import io.conversation.database.GrowingPause;
import io.conversation.database.HeldLease;
import io.conversation.database.Lease;
import io.conversation.database.Leases;
import io.conversation.database.Outages;
import io.conversation.http.Drain;
import io.conversation.telemetry.Meters;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/**
 * Has one pod at a time tell Kafka all that arrives, where a topic is set; nothing runs elsewhere. After each failure the lease
 * is given away, as another pod may reach the brokers, and after growing pauses wanted again.
 */
@Singleton
class Relay {

    static final String LEASE = "kafka-out";

    private static final Logger LOG = Logger.getLogger(Relay.class);
    /** Less than the server waits for its requests. */
    private static final Duration FAREWELL = Duration.ofSeconds(8);

    private final Optional<String> topic;
    private final Lease lease;
    private final Relaying relaying;
    private final Outages outages = new Outages(LOG, "What arrives waits for the database before it is told to Kafka",
            "What arrives cannot be told to Kafka, which is tried again");
    private Thread thread;
    private final GrowingPause pause = new GrowingPause(Duration.ofMillis(500), Duration.ofSeconds(15));
    private boolean told;
    private volatile boolean stopping;
    private boolean contending;

    Relay(KafkaConfig config, Leases leases, Relaying relaying, Drain drain, Meters meters) {
        this.topic = config.out().topic();
        this.lease = leases.lease(LEASE);
        this.relaying = relaying;
        drain.onDrain(this::stop);
        meters.kafkaOutHolder(() -> topic.isEmpty() ? Double.NaN : relaying.isTelling() ? 1 : 0);
        meters.kafkaOutLag(relaying::secondsBehind);
    }

    void start(@Observes StartupEvent event) {
        if (topic.isPresent()) {
            thread = Thread.ofPlatform().name("kafka-relay").daemon().start(this::run);
        }
    }

    /** From now on only what is on its way is waited for. */
    private synchronized void stop() {
        stopping = true;
        notifyAll();
        if (contending) {
            thread.interrupt();
        }
    }

    void end(@Observes ShutdownEvent event) throws InterruptedException {
        stop();
        if (thread != null) {
            thread.join(FAREWELL);
            thread.interrupt();
        }
    }

    private void run() {
        try {
            while (!stopping) {
                turn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn() throws InterruptedException {
        try (HeldLease held = take()) {
            relaying.relay(held, () -> !stopping, this::progress);
        } catch (RuntimeException | Error e) { // the driver's assertions are errors, and nobody else would go on
            failed(e);
        }
        if (told) {
            pause();
        }
    }

    private HeldLease take() throws InterruptedException {
        contending(true);
        try {
            return lease.take();
        } finally {
            contending(false);
        }
    }

    private synchronized void contending(boolean now) throws InterruptedException {
        if (now && stopping) {
            throw new InterruptedException();
        }
        contending = now;
    }

    private synchronized void pause() throws InterruptedException {
        if (!stopping) {
            wait(pause.next().toMillis());
        }
    }

    /** Told once, until it goes on. */
    private void failed(Throwable e) {
        if (e instanceof KafkaException && !told) {
            LOG.warnf("What arrives waits for Kafka's topic '%s': %s", topic.orElseThrow(), words(e));
        } else if (!told) {
            outages.failed(e);
        }
        told = true;
    }

    private static String words(Throwable e) {
        return e.getCause() == null ? e.getMessage() : e.getMessage() + ": " + e.getCause().getMessage();
    }

    private void progress() {
        if (told) {
            LOG.infof("Kafka's topic '%s' is told again what arrives", topic.orElseThrow());
        }
        told = false;
        outages.over();
        pause.reset();
    }
}
