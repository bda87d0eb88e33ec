package io.conversation.feed;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.conversation.http.Drain;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.telemetry.Meters;
import io.quarkus.runtime.Startup;

/** Who reads the feed at this pod, so many at the most; they wait here, until the service goes down. */
@Startup
@Singleton
class FeedReaders {

    private final int most;
    private final AtomicInteger open = new AtomicInteger();
    private boolean closed;

    @Inject
    FeedReaders(FeedConfig config, Drain drain, Meters meters) {
        this(config.maxReaders());
        drain.onDrain(this::close);
        meters.feedReaders(open);
    }

    FeedReaders(int most) {
        this.most = most;
    }

    /** Refuses with {@code unavailable} when there are too many, or the service is going down. */
    synchronized void enter() {
        if (closed || open.get() == most) {
            throw new ProblemException(ProblemType.UNAVAILABLE,
                    closed ? "The service is shutting down." : "Too many readers are at the feed.");
        }
        open.incrementAndGet();
    }

    synchronized void leave() {
        open.decrementAndGet();
    }

    /** Returns at once when the service is going down. */
    synchronized void pause(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && !closed; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
