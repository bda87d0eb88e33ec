package io.conversation.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.conversation.database.Outages;
import io.conversation.http.Drain;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/**
 * Takes what is due and has it tried, in every pod whose clock is right, some at a time; who ends meanwhile leaves his to the
 * others, and who is killed is not waited for.
 */
@Singleton
class Courier {

    private static final Logger LOG = Logger.getLogger(Courier.class);
    /** How often it looks; others may have added something, or a pause may be over. */
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** For attempts under way when the pod ends. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration AFTER_FAULT = Duration.ofSeconds(5);

    private final Receiver receiver;
    private final Deliveries deliveries;
    private final Attempts attempts;
    private final Backlog backlog;
    private final Semaphore places = new Semaphore(Post.AT_ONCE);
    private final Semaphore news = new Semaphore(0);
    private final Map<Delivery, Thread> underWay = new ConcurrentHashMap<>();
    private final Outages outages = new Outages(LOG, "Webhooks wait for the database", "Webhooks cannot be looked for");
    private volatile boolean stopping;
    private volatile Thread thread;

    Courier(Receiver receiver, Deliveries deliveries, Attempts attempts, Backlog backlog, Drain drain) {
        this.receiver = receiver;
        this.deliveries = deliveries;
        this.attempts = attempts;
        this.backlog = backlog;
        drain.onDrain(() -> stopping = true);
    }

    void start(@Observes StartupEvent event) {
        if (receiver.isOn()) {
            thread = Thread.ofVirtual().name("webhook-courier").start(this::run);
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        if (thread != null) {
            thread.interrupt();
            awaitEnd();
            underWay.values().forEach(Thread::interrupt);
            awaitEnd();
        }
    }

    private void awaitEnd() throws InterruptedException {
        if (places.tryAcquire(Post.AT_ONCE, PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
            places.release(Post.AT_ONCE);
        }
    }

    /** Something is due. */
    void lookSoon() {
        news.release();
    }

    private void run() {
        try {
            while (!stopping) {
                if (!look()) {
                    news.tryAcquire(LOOK.toNanos(), TimeUnit.NANOSECONDS);
                    news.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether there may be more. */
    private boolean look() throws InterruptedException {
        places.acquire();
        places.release();
        try {
            boolean any = sendDue();
            backlog.lookIfItIsTime();
            outages.over();
            return any;
        } catch (RuntimeException | Error e) { // the driver's assertions are errors, and nobody else would look
            if (!stopping) {
                outages.failed(e);
            }
            return false;
        }
    }

    int underWay() {
        return underWay.size();
    }

    /** As many as there are places; whether any was due. */
    boolean sendDue() {
        List<Delivery> due = deliveries.due(Post.AT_ONCE);
        for (Delivery each : due) {
            if (stopping || !places.tryAcquire()) {
                break;
            }
            send(each);
        }
        return !due.isEmpty();
    }

    private void send(Delivery due) {
        Optional<Delivery> taken = Optional.empty();
        try {
            taken = deliveries.take(due);
        } finally {
            if (taken.isEmpty()) {
                places.release();
            }
        }
        taken.ifPresent(delivery -> {
            Thread attempt = Thread.ofVirtual().name("webhook").unstarted(() -> attempt(delivery));
            underWay.put(delivery, attempt);
            attempt.start();
        });
    }

    private void attempt(Delivery taken) {
        try {
            attempts.make(taken);
        } catch (InterruptedException e) {
            leave(taken, Duration.ZERO);
        } catch (RuntimeException | Error e) {
            if (!Outages.isOne(e)) {
                LOG.error("An attempt at a webhook failed by itself, and is made again", e);
            }
            leave(taken, AFTER_FAULT);
        } finally {
            underWay.remove(taken);
            places.release();
        }
    }

    /** Where the database is away, it is another's when he who has taken it is not waited for any more. */
    private void leave(Delivery taken, Duration pause) {
        // Whoever is told to end has this to do yet.
        Thread.interrupted();
        try {
            deliveries.leave(taken, pause);
        } catch (RuntimeException | Error e) {
            LOG.debug("A webhook that was taken is not given back", e);
        }
    }
}
