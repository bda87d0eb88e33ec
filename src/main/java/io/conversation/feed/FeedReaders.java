package io.conversation.feed;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.conversation.http.Drain;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;

/** Who reads the feed at this pod, so many at the most; they wait here, until the service goes down. */
@Singleton
class FeedReaders {

    private final int most;
    private int open;
    private boolean closed;

    @Inject
    FeedReaders(FeedConfig config, Drain drain) {
        this(config.maxReaders());
        drain.onDrain(this::close);
    }

    FeedReaders(int most) {
        this.most = most;
    }

    /** Refuses with {@code unavailable} when there are too many, or the service is going down. */
    synchronized void enter() {
        if (closed || open == most) {
            throw new ProblemException(ProblemType.UNAVAILABLE,
                    closed ? "The service is shutting down." : "Too many readers are at the feed.");
        }
        open++;
    }

    synchronized void leave() {
        open--;
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
