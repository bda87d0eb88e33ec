package io.conversation.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.conversation.database.HeldLease;
import io.conversation.database.Leases;
import io.conversation.database.Outages;
import io.conversation.feed.Feed;
import io.conversation.feed.Item;
import io.conversation.feed.Kind;
import io.conversation.feed.Tap;
import io.conversation.feed.Tap.Taken;
import io.conversation.http.Drain;
import io.conversation.session.Session;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/**
 * Makes a delivery of each end that the feed tells, in one pod at a time. How far it has come is stored when the deliveries
 * are, so that none is passed over; begun again, it adds none that is there.
 */
@Singleton
class Feeder {

    private static final Logger LOG = Logger.getLogger(Feeder.class);
    private static final String LEASE = "webhooks";
    /** Sessions come whole, and each may be large. */
    private static final int AT_ONCE = 20;
    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final Duration AFTER_FAULT = Duration.ofSeconds(1);

    private final Receiver receiver;
    private final Feed feed;
    private final Leases leases;
    private final Deliveries deliveries;
    private final Courier courier;
    private final Outages outages = new Outages(LOG, "Ends that are to be told wait for the database",
            "Ends that are to be told cannot be looked for");
    private volatile boolean stopping;
    private volatile Thread thread;

    Feeder(Receiver receiver, Feed feed, Leases leases, Deliveries deliveries, Courier courier, Drain drain) {
        this.receiver = receiver;
        this.feed = feed;
        this.leases = leases;
        this.deliveries = deliveries;
        this.courier = courier;
        drain.onDrain(this::end);
    }

    void start(@Observes StartupEvent event) {
        if (receiver.isOn()) {
            thread = Thread.ofVirtual().name("webhook-feeder").start(this::run);
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        end();
        if (thread != null) {
            thread.join(WAIT);
        }
    }

    private void end() {
        stopping = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    private void run() {
        while (!stopping) {
            try (HeldLease lease = leases.lease(LEASE).take()) {
                feed(lease);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) { // the driver's assertions are errors, and nobody else would go on
                failed(e);
            }
        }
    }

    /** From the first time on: what had ended before that is nobody's to be told. */
    private void feed(HeldLease lease) throws InterruptedException {
        String stored = lease.position().orElse(null);
        Duration wait = stored == null ? Duration.ZERO : WAIT;
        try (Tap tap = feed.tap(stored, Set.of(Kind.ENDED))) {
            while (!stopping && lease.isHeld()) {
                Taken taken = next(tap, wait);
                if (taken != null && !taken.next().equals(stored)) {
                    if (!store(taken, lease)) {
                        return;
                    }
                    stored = taken.next();
                    wait = WAIT;
                }
            }
        }
    }

    /** Null where the database is away. */
    private Taken next(Tap tap, Duration wait) throws InterruptedException {
        try {
            Taken taken = tap.next(AT_ONCE, wait);
            outages.over();
            return taken;
        } catch (RuntimeException | Error e) {
            failed(e);
            Thread.sleep(AFTER_FAULT);
            return null;
        }
    }

    /** Until it is done, or another does it; whether it is. */
    private boolean store(Taken taken, HeldLease lease) throws InterruptedException {
        List<Session> ended = taken.items().stream().map(Item::session).toList();
        while (!stopping && lease.isHeld()) {
            try {
                if (!ended.isEmpty()) {
                    deliveries.add(ended);
                    courier.lookSoon();
                }
                return lease.save(taken.next());
            } catch (RuntimeException | Error e) {
                failed(e);
                Thread.sleep(AFTER_FAULT);
            }
        }
        return false;
    }

    private void failed(Throwable e) {
        if (!stopping) {
            outages.failed(e);
        }
    }
}
