package io.conversation.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

import io.conversation.database.Deadline;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;

/** Writes that a test holds back, and those who wait for them. */
@Timeout(60)
abstract class HeldWrites {

    static final Duration LONG = Duration.ofSeconds(30);

    final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    final ConcurrentLinkedQueue<List<String>> groups = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<Thread> writers = new ConcurrentLinkedQueue<>();
    final Semaphore started = new Semaphore(0);
    // Whoever was held first ends first.
    final Semaphore mayEnd = new Semaphore(0, true);

    @AfterEach
    void stop() {
        mayEnd.release(1_000_000);
        threads.shutdownNow();
    }

    static GroupCommit.Limits limits(int inFlight, int groupItems) {
        return new GroupCommit.Limits(inFlight, groupItems, 1000, 100, 10_000, LONG);
    }

    /** Writes at once. */
    GroupCommit<String, String> quick(GroupCommit.Limits limits) {
        return new GroupCommit<>(limits, String::length, items -> {
            groups.add(items);
            writers.add(Thread.currentThread());
            return outcomes(items);
        }, (items, waited) -> {
        });
    }

    /** Writes when the test lets it. */
    GroupCommit<String, String> held(GroupCommit.Limits limits) {
        return new GroupCommit<>(limits, String::length, items -> {
            groups.add(items);
            started.release();
            mayEnd.acquireUninterruptibly();
            return outcomes(items);
        }, (items, waited) -> {
        });
    }

    static List<String> outcomes(List<String> items) {
        return items.stream().map(item -> "wrote " + item).toList();
    }

    static Deadline later() {
        return Deadline.in(LONG);
    }

    Future<String> submit(GroupCommit<String, String> commit, String item) {
        return threads.submit(() -> commit.submit(item, later()));
    }

    /** Submits one after the other, each once the one before it waits. */
    List<Future<String>> queue(GroupCommit<String, String> commit, String... items) {
        List<Future<String>> outcomes = new ArrayList<>();
        for (String item : items) {
            int before = commit.queued();
            outcomes.add(submit(commit, item));
            while (commit.queued() == before) {
                Thread.onSpinWait();
            }
        }
        return outcomes;
    }

    void awaitStarted(int writes) throws InterruptedException {
        assertThat(started.tryAcquire(writes, LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    static void assertUnavailable(Future<String> outcome) {
        assertThatThrownBy(() -> outcome.get(30, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class).cause()
                .isInstanceOfSatisfying(ProblemException.class,
                        e -> assertThat(e.type()).isEqualTo(ProblemType.UNAVAILABLE));
    }
}
