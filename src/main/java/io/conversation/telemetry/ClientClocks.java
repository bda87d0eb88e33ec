package io.conversation.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

/**
 * Tells of clients whose clocks are ahead: their events come last in order, whatever follows. Counts each time that is stored,
 * and logs one an hour. What is behind may as well have been kept back.
 */
@Singleton
public class ClientClocks {

    private static final Logger LOG = Logger.getLogger(ClientClocks.class);
    /** More than what clocks that are set by the network differ by, and than a request takes. */
    static final Duration ALLOWED = Duration.ofMinutes(5);
    private static final long TELL_EVERY_NANOS = Duration.ofHours(1).toNanos();

    private final Meters meters;
    private final AtomicLong tellAt = new AtomicLong(System.nanoTime());

    ClientClocks(Meters meters) {
        this.meters = meters;
    }

    /** @param given what a client says the time is, or null; stored at the time {@code now} of the service */
    public void see(Instant given, Instant now) {
        if (given == null || !given.isAfter(now.plus(ALLOWED))) {
            return;
        }
        meters.clientClocksAhead.increment();
        long at = tellAt.get();
        if (System.nanoTime() - at >= 0 && tellAt.compareAndSet(at, System.nanoTime() + TELL_EVERY_NANOS)) {
            LOG.warnf("A client sent a time that is %s ahead of this service's clock, told of once an hour; one of the two "
                    + "clocks is wrong, see conversation_clients_clock_ahead_total", Duration.between(now, given));
        }
    }
}
