package io.conversation.follow;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

import io.conversation.tenant.SessionId;

/**
 * One stream's buffer between whoever finds new events and the thread that sends them. What finds no room is read again by that
 * thread once it comes to it; when it does not come to it for too long its client is not reading, and the stream is cut, to be
 * resumed. Nobody ever waits for it.
 */
final class Follower {

    private static final Frame WAKE = new Frame(null, new byte[0]);

    private final SessionId sessionId;
    private final BlockingQueue<Frame> queue;
    private final long patienceNanos;
    private final long endsAt;
    private final Runnable cut;
    private volatile long progressAt = System.nanoTime();
    private volatile boolean missed;
    private volatile boolean closed;

    /** @param endsAt when who follows has to show again that they may, by {@link System#nanoTime} */
    Follower(SessionId sessionId, int buffer, long patienceNanos, long endsAt, Runnable cut) {
        this.sessionId = sessionId;
        this.queue = new ArrayBlockingQueue<>(buffer);
        this.patienceNanos = patienceNanos;
        this.endsAt = endsAt;
        this.cut = cut;
    }

    SessionId sessionId() {
        return sessionId;
    }

    /** False when the follower has been cut by it. */
    boolean offer(Frame frame) {
        if (queue.offer(frame)) {
            return true;
        }
        missed = true;
        if (System.nanoTime() - progressAt < patienceNanos) {
            return true;
        }
        closed = true;
        cut.run();
        return false;
    }

    /** The next frame, or null when none came in time or there is something else to look after. */
    Frame poll(long nanos) throws InterruptedException {
        progressed();
        long left = Math.min(nanos, endsAt - System.nanoTime());
        Frame frame = queue.poll(Math.max(0, left), TimeUnit.NANOSECONDS);
        return frame == WAKE ? null : frame;
    }

    /** Its client has taken something, or is not asked to. */
    void progressed() {
        progressAt = System.nanoTime();
    }

    /** Whether something found no room since the last call; then all that waited is to be read again, too. */
    boolean takeMissed() {
        if (!missed) {
            return false;
        }
        queue.clear();
        missed = false;
        return true;
    }

    /** Something may have passed it by. */
    void miss() {
        missed = true;
        wake();
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
        return closed || System.nanoTime() >= endsAt;
    }
}
