package io.conversation.retention;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.conversation.database.Outages;
import io.conversation.session.Lifetimes;
import io.conversation.telemetry.Meters;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;

/**
 * Has each pod look, now and then, for sessions whose time has come; nothing runs where no setting asks for it. All pods may
 * look at once: each change is one atomic operation, and who comes second changes nothing. Whatever fails is tried again by the
 * next turn.
 */
@Singleton
class Sweeps {

    static final String JOB = "sweep";

    private static final int JITTER = 4;

    private final Scheduler scheduler;
    private final Lifetimes lifetimes;
    private final Abandonment abandonment;
    private final Expiry expiry;
    private final Outages outages = new Outages(Logger.getLogger(Sweeps.class),
            "Sessions whose time has come wait for the database", "Sessions whose time has come cannot be looked for");
    /** When the last turn came to its end; from the start on, where there are to be any. */
    private final AtomicLong lastNanos = new AtomicLong(System.nanoTime());
    private volatile Thread thread;
    private volatile boolean stopped;

    Sweeps(Scheduler scheduler, Lifetimes lifetimes, Abandonment abandonment, Expiry expiry, Meters meters) {
        this.scheduler = scheduler;
        this.lifetimes = lifetimes;
        this.abandonment = abandonment;
        this.expiry = expiry;
        meters.sweepAge(this::secondsSinceLast);
    }

    void start(@Observes StartupEvent event) {
        if (!isAskedFor()) {
            return;
        }
        Duration interval = lifetimes.sweepInterval();
        scheduler.newJob(JOB).setInterval(interval.toString()).setDelayed(interval.toString())
                .setExecutionMaxDelay(interval.dividedBy(JITTER).toString())
                .setConcurrentExecution(ConcurrentExecution.SKIP).setTask(turn -> run(), true).schedule();
    }

    private boolean isAskedFor() {
        return lifetimes.abandonAfter().isPresent() || lifetimes.retention().isPresent();
    }

    private double secondsSinceLast() {
        return isAskedFor() ? (System.nanoTime() - lastNanos.get()) / 1e9 : Double.NaN;
    }

    /** Nothing is waited for: what has been begun is gone on with by whoever looks next. */
    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    private void run() {
        thread = Thread.currentThread();
        try {
            sweep();
        } finally {
            thread = null;
        }
    }

    /** One turn. */
    void sweep() {
        boolean ended = tried(() -> lifetimes.abandonAfter().ifPresent(abandonment::sweep));
        boolean removed = tried(() -> lifetimes.retention().ifPresent(expiry::sweep));
        if (ended && removed) {
            lastNanos.set(System.nanoTime());
            outages.over();
        }
    }

    private boolean tried(Runnable work) {
        if (stopped) {
            return false;
        }
        try {
            work.run();
            return true;
        } catch (RuntimeException | Error e) { // the driver's assertions are errors
            if (!stopped) {
                outages.failed(e);
            }
            return false;
        }
    }
}
