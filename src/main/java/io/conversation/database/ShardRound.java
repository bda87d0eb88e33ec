package io.conversation.database;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import com.mongodb.MongoException;

import io.conversation.database.WritesByShard.Way;
import io.conversation.database.WritesByShard.Work;
import io.conversation.problem.ProblemException;

/** One write of many by {@link WritesByShard}, within one deadline: each place has its outcome at its end. */
final class ShardRound<T, R> {

    private final WritesByShard writes;
    private final List<T> items;
    private final List<Set<String>> shards;
    private final Work<T, R> work;
    private final Deadline deadline;
    // Of them all: who has worked beside what failed is not to blame.
    private final long begun = System.nanoTime();
    private final List<R> outcomes;

    @SuppressWarnings("unchecked")
    ShardRound(WritesByShard writes, List<T> items, List<Set<String>> shards, Work<T, R> work, Deadline deadline) {
        this.writes = writes;
        this.items = items;
        this.shards = shards;
        this.work = work;
        this.deadline = deadline;
        this.outcomes = Arrays.asList((R[]) new Object[items.size()]);
    }

    List<R> write() {
        Map<Set<String>, List<Integer>> doubted = places(writes::doubted);
        List<Integer> together = doubted.remove(Set.of());
        List<Runnable> parts = parts(doubted);
        if (together != null) {
            parts.add(() -> writeTogether(together));
        }
        besideEachOther(parts);
        besideEachOther(parts(places(these -> {
            Set<String> among = writes.doubted(these);
            return among.isEmpty() ? these : among;
        })));
        return outcomes;
    }

    /** Those without an outcome yet, by what is made of their shards. */
    private Map<Set<String>, List<Integer>> places(UnaryOperator<Set<String>> kind) {
        Map<Set<String>, List<Integer>> places = new HashMap<>();
        IntStream.range(0, items.size()).filter(place -> outcomes.get(place) == null)
                .forEach(place -> places.computeIfAbsent(kind.apply(shards.get(place)), these -> new ArrayList<>()).add(place));
        return places;
    }

    private List<Runnable> parts(Map<Set<String>, List<Integer>> kinds) {
        List<Runnable> parts = new ArrayList<>();
        // Before any is begun: what the first of them finds does not refuse the others.
        boolean allFailing = writes.areAllFailing();
        kinds.forEach((kind, places) -> parts.add(() -> writeApart(kind, places, allFailing)));
        return parts;
    }

    private static void besideEachOther(List<Runnable> parts) {
        if (parts.size() == 1) {
            parts.getFirst().run();
            return;
        }
        try {
            CompletableFuture.allOf(parts.stream()
                    .map(part -> CompletableFuture.runAsync(part, task -> Thread.ofVirtual().name("by shard").start(task)))
                    .toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e.getCause());
        }
    }

    /** What fails for want of time, or of a shard, has no outcome yet. */
    private void writeTogether(List<Integer> places) {
        try {
            List<R> these = work.write().write(WritesByShard.at(places, items),
                    Deadline.in(writes.part(WritesByShard.PART)));
            Set<String> worked = new HashSet<>();
            Set<String> failed = new HashSet<>();
            for (int i = 0; i < places.size(); i++) {
                if (work.isUnavailable().test(these.get(i))) {
                    failed.addAll(shards.get(places.get(i)));
                    continue;
                }
                outcomes.set(places.get(i), these.get(i));
                if (work.isStored().test(these.get(i))) {
                    worked.addAll(shards.get(places.get(i)));
                }
            }
            writes.worked(worked);
            failed.removeAll(worked);
            writes.failedTogether(failed, begun);
        } catch (MongoException | ProblemException e) {
            if (!DatabaseFailures.isPassing(e)) {
                throw e;
            }
            Set<String> touched = new HashSet<>();
            places.forEach(place -> touched.addAll(shards.get(place)));
            writes.failedTogether(touched, begun);
        }
    }

    private void writeApart(Set<String> kind, List<Integer> places, boolean allFailing) {
        switch (allFailing ? Way.AS_EVER : writes.wayTo(kind)) {
            case AS_EVER -> write(kind, places, deadline);
            case ONE_FIRST -> {
                boolean works = write(kind, places.subList(0, 1), Deadline.in(writes.part(WritesByShard.PART_TO_FIND_OUT)));
                List<Integer> rest = places.subList(1, places.size());
                if (!works) {
                    fail(rest, WritesByShard.notNow());
                } else if (!rest.isEmpty()) {
                    write(kind, rest, deadline);
                }
            }
            case NOT_NOW -> fail(places, WritesByShard.notNow());
        }
    }

    /** Whether something of it was stored. */
    private boolean write(Set<String> kind, List<Integer> places, Deadline within) {
        try {
            List<R> these = work.write().write(WritesByShard.at(places, items), within);
            for (int i = 0; i < places.size(); i++) {
                outcomes.set(places.get(i), these.get(i));
            }
            boolean works = these.stream().anyMatch(work.isStored());
            if (works) {
                writes.worked(kind);
            } else if (these.stream().anyMatch(work.isUnavailable())) {
                writes.failed(kind, begun);
            }
            return works;
        } catch (MongoException | ProblemException e) {
            if (DatabaseFailures.isPassing(e)) {
                writes.failed(kind, begun);
            }
            fail(places, writes.problem(e));
            return false;
        }
    }

    private void fail(List<Integer> places, ProblemException problem) {
        places.forEach(place -> outcomes.set(place, work.failed().apply(problem)));
    }
}
