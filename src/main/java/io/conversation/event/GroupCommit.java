package io.conversation.event;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.ToIntFunction;

import io.conversation.database.Deadline;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;

/**
 * Writes that arrive while others are under way wait and go together as the next group: no timer, no delay when idle, full
 * groups
 * when busy. Who finds a free place writes its group in its own thread; each gets the outcome of its own item. Nothing here
 * decides correctness: the unique indexes do, whoever writes.
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

    private record Waiting<T, R>(T item, int bytes, long since, CompletableFuture<R> outcome) {
    }

    private final Limits limits;
    private final ToIntFunction<T> size;
    private final Function<List<T>, List<R>> write;
    private final Observer observer;
    private final ArrayDeque<Waiting<T, R>> queue = new ArrayDeque<>();
    private long queuedBytes;
    private int inFlight;

    GroupCommit(Limits limits, ToIntFunction<T> size, Function<List<T>, List<R>> write, Observer observer) {
        this.limits = limits;
        this.size = size;
        this.write = write;
        this.observer = observer;
    }

    /** The outcome of the item; refuses with {@code unavailable} at once when too much waits, or when the deadline passes. */
    R submit(T item, Deadline deadline) {
        Waiting<T, R> mine = new Waiting<>(item, size.applyAsInt(item), System.nanoTime(), new CompletableFuture<>());
        List<Waiting<T, R>> group = enqueue(mine);
        if (!group.isEmpty()) {
            writeGroup(group);
        }
        try {
            // Who wrote the group itself has its outcome by now, however late it is.
            return mine.outcome.isDone() ? mine.outcome.get()
                    : mine.outcome.get(deadline.millisLeft(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw Deadline.passed();
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
        return inFlight < limits.inFlight ? take() : List.of();
    }

    private synchronized List<Waiting<T, R>> next() {
        inFlight--;
        return queue.isEmpty() ? List.of() : take();
    }

    private List<Waiting<T, R>> take() {
        inFlight++;
        List<Waiting<T, R>> group = new ArrayList<>(Math.min(queue.size(), limits.groupItems));
        long bytes = 0;
        while (!queue.isEmpty() && group.size() < limits.groupItems
                && (group.isEmpty() || bytes + queue.peek().bytes <= limits.groupBytes)) {
            Waiting<T, R> waiting = queue.poll();
            bytes += waiting.bytes;
            group.add(waiting);
        }
        queuedBytes -= bytes;
        return group;
    }

    private void writeGroup(List<Waiting<T, R>> group) {
        try {
            observer.started(group.size(), System.nanoTime() - group.getFirst().since);
            List<R> outcomes = write.apply(group.stream().map(Waiting::item).toList());
            for (int i = 0; i < group.size(); i++) {
                group.get(i).outcome.complete(outcomes.get(i));
            }
        } catch (Throwable e) {
            group.forEach(waiting -> waiting.outcome.completeExceptionally(e));
        } finally {
            // Whoever wrote this group has its answer and goes; what came meanwhile is written by a thread of its own.
            List<Waiting<T, R>> next = next();
            if (!next.isEmpty()) {
                Thread.ofVirtual().name("group-commit").start(() -> writeGroup(next));
            }
        }
    }

    synchronized int queued() {
        return queue.size();
    }

    synchronized long queuedBytes() {
        return queuedBytes;
    }
}
