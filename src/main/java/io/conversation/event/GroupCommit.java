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

    /** How large groups and the queue may become. */
    record Limits(int inFlight, int groupItems, int groupBytes, int queueItems, long queueBytes) {
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

        boolean isOver() {
            return outcome.isDone() || deadline.isPassed() && outcome.completeExceptionally(Deadline.passed());
        }
    }

    /** How late a deadline may be noticed. */
    private static final Duration SWEEP = Duration.ofMillis(20);
    private static final int IDLE_SWEEPS = 100;

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
    // How many have lately been here at once, those included who have just got their answer and will be back.
    private double busy;
    private boolean sweeping;
    private int idleSweeps;

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
            // Who wrote the group itself has its outcome by now, however late it is.
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
            follow(waiting);
        }
        return group;
    }

    /**
     * The next group, empty when it is better to wait for more: beside others only a group of its share is begun. Where
     * nothing is in flight whatever waits is taken, so nobody waits for longer than the group before takes.
     */
    private List<Waiting<T, R>> next() {
        boolean share = queue.size() * (double) limits.inFlight >= busy || queue.size() >= limits.groupItems
                || queuedBytes >= limits.groupBytes;
        if (queue.isEmpty() || groupsInFlight > 0 && (groupsInFlight == limits.inFlight || !share)) {
            return List.of();
        }
        List<Waiting<T, R>> group = new ArrayList<>(Math.min(queue.size(), limits.groupItems));
        long bytes = 0;
        while (!queue.isEmpty() && group.size() < limits.groupItems
                && (group.isEmpty() || bytes + queue.peek().bytes <= limits.groupBytes)) {
            Waiting<T, R> waiting = queue.poll();
            waiting.taken = true;
            bytes += waiting.bytes;
            group.add(waiting);
        }
        queuedBytes -= bytes;
        groupsInFlight++;
        itemsInFlight += group.size();
        return group;
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
            List<Waiting<T, R>> next = nextAfter(group);
            if (!next.isEmpty()) {
                Thread.ofVirtual().name("group-commit").start(() -> write(next));
            }
        }
    }

    private void follow(Waiting<T, R> waiting) {
        followers.add(waiting);
        idleSweeps = 0;
        if (!sweeping) {
            sweeping = true;
            Thread.ofVirtual().name("group-commit-deadlines").start(this::sweep);
        }
    }

    private void sweep() {
        try {
            do {
                Thread.sleep(SWEEP);
            } while (endOverdue());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the waits whose time has passed, and says whether to look again. */
    private synchronized boolean endOverdue() {
        followers.removeIf(Waiting::isOver);
        idleSweeps++;
        sweeping = !followers.isEmpty() || idleSweeps < IDLE_SWEEPS;
        return sweeping;
    }

    synchronized int queued() {
        return queue.size();
    }

    synchronized long queuedBytes() {
        return queuedBytes;
    }
}
