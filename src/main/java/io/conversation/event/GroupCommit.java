package io.conversation.event;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.ToIntFunction;

import io.conversation.database.Deadline;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;

/**
 * Writes that arrive while others are under way wait and go together as the next group: no timer, no delay when idle, full
 * groups when busy. Who finds a free place writes its group in its own thread; each gets the outcome of its own item. Nothing
 * here decides correctness: the unique indexes do, whoever writes.
 */
final class GroupCommit<T, R> {

    /**
     * How large groups and the queue may become, and for how long an item may wait for others while there is room for one more
     * group.
     */
    record Limits(int inFlight, int groupItems, int groupBytes, int queueItems, long queueBytes, Duration patience) {
    }

    /** Told of each group when it starts: how many items, and how long the first of them had waited. */
    @FunctionalInterface
    interface Observer {
        void started(int items, long waitedNanos);
    }

    private static final class Waiting<T, R> {

        private final T item;
        private final int bytes;
        private final Deadline deadline;
        private final long since = System.nanoTime();
        private final CompletableFuture<R> outcome = new CompletableFuture<>();
        private boolean taken;

        Waiting(T item, int bytes, Deadline deadline) {
            this.item = item;
            this.bytes = bytes;
            this.deadline = deadline;
        }

        /** Whether its outcome is known, if only that its time has passed. */
        boolean endIfOverdue() {
            return outcome.isDone() || deadline.isPassed() && outcome.completeExceptionally(Deadline.passed());
        }
    }

    /** What is left of the peak after each group. */
    private static final double FORGETTING = 0.95;

    private final Limits limits;
    private final ToIntFunction<T> size;
    private final Function<List<T>, List<R>> write;
    private final Observer observer;
    private final ArrayDeque<Waiting<T, R>> queue = new ArrayDeque<>();
    // Those whose outcome others will bring. A timed wait of each would cost more than all the rest of waiting.
    private final ArrayDeque<Waiting<T, R>> followers = new ArrayDeque<>();
    private long queuedBytes;
    private int groupsInFlight;
    private int itemsInFlight;
    // How many have lately been here at once; those count who have just got their answer and will be back.
    private double busy;
    private final Sweeper sweeper = new Sweeper(this::sweep);

    GroupCommit(Limits limits, ToIntFunction<T> size, Function<List<T>, List<R>> write, Observer observer) {
        this.limits = limits;
        this.size = size;
        this.write = write;
        this.observer = observer;
    }

    /** The outcome of the item; refuses with {@code unavailable} at once when too much waits, or when the deadline passes. */
    R submit(T item, Deadline deadline) {
        Waiting<T, R> mine = new Waiting<>(item, size.applyAsInt(item), deadline);
        write(enqueue(mine));
        try {
            // However late: whoever wrote the item itself has its outcome by now, and the others' waits are ended in time.
            return mine.outcome.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Deadline.passed();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e.getCause());
        }
    }

    /** The group to be written by the caller, empty when others will write it. */
    private synchronized List<Waiting<T, R>> enqueue(Waiting<T, R> waiting) {
        if (queue.size() >= limits.queueItems || queuedBytes + waiting.bytes > limits.queueBytes && !queue.isEmpty()) {
            throw new ProblemException(ProblemType.UNAVAILABLE, "Too many appends are waiting. Nothing was stored.");
        }
        queue.add(waiting);
        queuedBytes += waiting.bytes;
        busy = Math.max(busy, queue.size() + itemsInFlight);
        List<Waiting<T, R>> group = next();
        if (!waiting.taken) {
            followers.add(waiting);
            sweeper.wake();
        }
        return group;
    }

    /**
     * The next group, empty when it is better to wait for more: beside others one is begun only when it has its share, is full,
     * or has waited for long. Where nothing is in flight whatever waits is taken, up to what a group may hold.
     */
    private List<Waiting<T, R>> next() {
        if (queue.isEmpty() || groupsInFlight == limits.inFlight || groupsInFlight > 0 && !isWorthAGroup()) {
            return List.of();
        }
        List<Waiting<T, R>> group = new ArrayList<>(Math.min(queue.size(), limits.groupItems));
        long bytes = 0;
        while (!queue.isEmpty() && group.size() < limits.groupItems
                && (group.isEmpty() || bytes + queue.peek().bytes <= limits.groupBytes)) {
            Waiting<T, R> waiting = queue.poll();
            queuedBytes -= waiting.bytes;
            if (!waiting.endIfOverdue()) {
                waiting.taken = true;
                bytes += waiting.bytes;
                group.add(waiting);
            }
        }
        if (!group.isEmpty()) {
            groupsInFlight++;
            itemsInFlight += group.size();
        }
        return group;
    }

    private boolean isWorthAGroup() {
        return queue.size() * (double) limits.inFlight >= busy || queue.size() >= limits.groupItems
                || queuedBytes >= limits.groupBytes
                || System.nanoTime() - queue.peek().since >= limits.patience.toNanos();
    }

    private synchronized List<Waiting<T, R>> nextAfter(List<Waiting<T, R>> group) {
        groupsInFlight--;
        itemsInFlight -= group.size();
        busy = Math.max(queue.size() + itemsInFlight, busy * FORGETTING);
        return next();
    }

    private void write(List<Waiting<T, R>> group) {
        if (group.isEmpty()) {
            return;
        }
        try {
            observer.started(group.size(), System.nanoTime() - group.getFirst().since);
            List<R> outcomes = write.apply(group.stream().map(waiting -> waiting.item).toList());
            for (int i = 0; i < group.size(); i++) {
                group.get(i).outcome.complete(outcomes.get(i));
            }
        } catch (Throwable e) {
            group.forEach(waiting -> waiting.outcome.completeExceptionally(e));
        } finally {
            // Whoever wrote this group has its answer and goes; what came meanwhile is written by a thread of its own.
            begin(nextAfter(group));
        }
    }

    private void begin(List<Waiting<T, R>> group) {
        if (!group.isEmpty()) {
            Thread.ofVirtual().name("group-commit").start(() -> write(group));
        }
    }

    /** Ends the waits whose time has passed, begins what has waited for others for long; whether anybody still waits. */
    private synchronized boolean sweep() {
        followers.removeIf(Waiting::endIfOverdue);
        begin(next());
        return !followers.isEmpty();
    }

    synchronized int queued() {
        return queue.size();
    }

    synchronized long queuedBytes() {
        return queuedBytes;
    }
}
