package io.conversation.follow;

import java.util.concurrent.TimeUnit;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.conversation.database.Outages;
import io.conversation.http.Drain;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/**
 * Keeps one {@link Source} looking while anybody follows, whatever becomes of the database meanwhile, and at a pace that a
 * processor can bear whatever a look does.
 */
@Singleton
class Lookout {

    private static final long RETRY_MILLIS = 500;
    /** A look waits for the database to have something; one that does not is not followed by the next at once. */
    private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Followers followers;
    private final Sources sources;
    private final Object arrivals = new Object();
    private final Outages outages = new Outages(Logger.getLogger(Lookout.class), "Live streams are waiting for the database",
            "Live streams cannot read what was stored");
    private volatile Thread thread;
    private Source source;
    private boolean doubtful;

    Lookout(Followers followers, Sources sources, Drain drain) {
        this.followers = followers;
        this.sources = sources;
        drain.onDrain(followers::close);
    }

    void start(@Observes StartupEvent event) {
        thread = Thread.ofVirtual().name("lookout").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        thread.interrupt();
    }

    /** Somebody has begun to follow. */
    void wake() {
        synchronized (arrivals) {
            arrivals.notifyAll();
        }
    }

    private void run() {
        try {
            while (true) {
                if (followers.sessions().isEmpty()) {
                    rest();
                    awaitFollower();
                }
                long begun = System.nanoTime();
                look();
                long early = LEAST_NANOS - (System.nanoTime() - begun);
                if (early > 0) {
                    TimeUnit.NANOSECONDS.sleep(early);
                }
            }
        } catch (InterruptedException e) {
            rest();
        }
    }

    /** It may be another kind of database by the next look, or another user's rights. */
    private void rest() {
        if (source != null) {
            source.rest();
        }
        source = source instanceof ChangeStream ? source : null;
    }

    private void awaitFollower() throws InterruptedException {
        synchronized (arrivals) {
            while (followers.sessions().isEmpty()) {
                arrivals.wait(TimeUnit.SECONDS.toMillis(1));
            }
        }
    }

    private void look() throws InterruptedException {
        try {
            if (source == null || doubtful) {
                source = sources.choose(source);
                doubtful = false;
            }
            source.look();
            outages.over();
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            // Errors, too: the driver's assertions are some, and nobody else would notice that nobody looks any more.
            afterFailure(e);
        }
    }

    private void afterFailure(Throwable e) throws InterruptedException {
        if (sources.isRefused(source, e)) {
            source = sources.instead(source, e);
            return;
        }
        if (!Outages.isOne(e)) {
            // A document that cannot be read, perhaps: followers read the collection instead, and the look goes on behind it.
            followers.missed();
        }
        doubtful = true;
        outages.failed(e);
        Thread.sleep(RETRY_MILLIS);
    }
}
