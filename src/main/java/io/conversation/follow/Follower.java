package io.conversation.follow;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One stream's buffer between whoever finds new events and the thread that sends them. When it is full the stream is cut: its
 * client resumes, and nobody waits for it.
 */
final class Follower {

    private static final Frame WAKE = new Frame(null, new byte[0]);

    private final String sessionId;
    private final BlockingQueue<Frame> queue;
    private final Runnable cut;
    private volatile boolean closed;

    Follower(String sessionId, int buffer, Runnable cut) {
        this.sessionId = sessionId;
        this.queue = new ArrayBlockingQueue<>(buffer);
        this.cut = cut;
    }

    String sessionId() {
        return sessionId;
    }

    /** Whether there was room; if not, the follower is cut. */
    boolean offer(Frame frame) {
        if (queue.offer(frame)) {
            return true;
        }
        closed = true;
        cut.run();
        return false;
    }

    /** The next frame, or null when none came in time or there is something else to look after. */
    Frame poll(long nanos) throws InterruptedException {
        Frame frame = queue.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        return frame == WAKE ? null : frame;
    }

    /** Makes a waiting {@link #poll} return; a full buffer needs no waking. */
    void wake() {
        queue.offer(WAKE);
    }

    /** Ends the stream at its next turn. */
    void close() {
        closed = true;
        wake();
    }

    boolean isClosed() {
        return closed;
    }
}
