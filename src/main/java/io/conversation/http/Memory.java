package io.conversation.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import jakarta.inject.Singleton;

import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.settings.RefusedSetting;
import io.conversation.telemetry.Meters;
import io.quarkus.runtime.Startup;

/**
 * The bytes that all requests together may take: bodies, what is made of them, and answers. What stays for as long as a client
 * sends or reads has a third of it, so that there is always room for the work that ends by itself, and a quarter is for small
 * requests alone. Who finds no room is refused with {@code unavailable}, at once or when it has waited.
 */
@Startup(RefusedSetting.LOOKED_FOR)
@Singleton
public class Memory {

    /** The service itself, before there is any request. */
    private static final long OWN = 24 * 1024 * 1024;
    /** The other half is for what is between collections, and for the buffers that the driver keeps for a minute. */
    private static final int PARTS_OF_HEAP = 2;
    private static final int HARDLY_ANYBODY = 8;

    private final long most;
    private final Meters meters;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicInteger waiting = new AtomicInteger();
    /** In the order in which they came. */
    private final ReentrantLock turn = new ReentrantLock(true);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition given = lock.newCondition();

    Memory(HttpConfig config, Meters meters) {
        this.most = config.maxBytes().map(size -> size.asLongValue())
                .orElseGet(() -> ofHeap(Runtime.getRuntime().maxMemory()));
        if (most > Runtime.getRuntime().maxMemory()) {
            throw new RefusedSetting("sessions.http.max-bytes: the heap is of "
                    + Runtime.getRuntime().maxMemory() / 1024 / 1024 + "M, and requests cannot take more");
        }
        this.meters = meters;
        meters.memory(taken);
    }

    /** Of one that holds hardly more than the service itself there is still a part. */
    static long ofHeap(long heap) {
        return Math.max(heap / 8, (heap - OWN) / PARTS_OF_HEAP);
    }

    /** How much of it something may take up to. */
    enum Kind {
        /** What a client sends or reads at its own pace. */
        HELD(1, 3),
        /** Large, and over when it has been worked on. */
        WORK(3, 4),
        SMALL(1, 1);

        private final int parts;
        private final int of;

        Kind(int parts, int of) {
            this.parts = parts;
            this.of = of;
        }
    }

    long mostOf(Kind kind) {
        return most / kind.of * kind.parts;
    }

    /**
     * A third more than there is for all, for one that is as large as the contract lets it be; and only while there is
     * hardly anybody else.
     */
    private long mostAlone() {
        return most / 3 * 4;
    }

    /** @param own what the request has already */
    boolean tryTake(long bytes, Kind kind, long own) {
        long limit = mostOf(kind);
        long before;
        do {
            before = taken.get();
            boolean alone = before - own <= most / HARDLY_ANYBODY && before + bytes <= mostAlone();
            if (before + bytes > limit && !alone) {
                return false;
            }
        } while (!taken.compareAndSet(before, before + bytes));
        return true;
    }

    /** Refuses when there is no room. */
    void take(long bytes, Kind kind, long own) {
        if (!tryTake(bytes, kind, own)) {
            throw refused();
        }
    }

    /** Refuses for good what one request alone can never have. */
    void requirePossible(long bytes) {
        if (bytes > mostAlone()) {
            throw ProblemException.tooLarge("It takes more memory than this service has for it: " + bytes / 1024 / 1024
                    + " MiB of " + mostAlone() / 1024 / 1024 + ".");
        }
    }

    /** Waits for room, behind whoever waits already; refuses when there is none in time. */
    void await(long bytes, Kind kind, long own, long nanos) {
        if (waiting.get() == 0 && tryTake(bytes, kind, own)) {
            return;
        }
        long end = System.nanoTime() + nanos;
        waiting.incrementAndGet();
        try {
            if (!inTurn(bytes, kind, own, end)) {
                throw refused();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused();
        } finally {
            waiting.decrementAndGet();
        }
    }

    private boolean inTurn(long bytes, Kind kind, long own, long end) throws InterruptedException {
        if (!turn.tryLock(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        lock.lock();
        try {
            while (!tryTake(bytes, kind, own)) {
                if (given.awaitNanos(end - System.nanoTime()) <= 0) {
                    return tryTake(bytes, kind, own);
                }
            }
            return true;
        } finally {
            lock.unlock();
            turn.unlock();
        }
    }

    void give(long bytes) {
        taken.addAndGet(-bytes);
        if (waiting.get() > 0) {
            lock.lock();
            given.signalAll();
            lock.unlock();
        }
    }

    private ProblemException refused() {
        meters.memoryRejected.increment();
        return new ProblemException(ProblemType.UNAVAILABLE, "The requests in work take all the memory there is for them.");
    }
}
