package io.conversation.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.conversation.database.Deadline;

class GroupCommitTest extends HeldWrites {

    @Test
    void an_idle_submit_is_written_at_once_by_its_own_thread_and_alone() {
        GroupCommit<String, String> commit = quick(limits(2, 10));
        for (int i = 0; i < 3; i++) {
            assertThat(commit.submit("item" + i, later())).isEqualTo("wrote item" + i);
        }

        assertThat(groups).containsExactly(List.of("item0"), List.of("item1"), List.of("item2"));
        assertThat(writers).containsOnly(Thread.currentThread());
        assertThat(commit.queued()).isZero();
        assertThat(commit.queuedBytes()).isZero();
    }

    @Test
    void what_arrives_during_a_write_goes_together_in_the_next_and_in_order() throws Exception {
        GroupCommit<String, String> commit = held(limits(1, 10));
        Future<String> first = submit(commit, "first");
        awaitStarted(1);
        List<Future<String>> outcomes = queue(commit, "a", "b", "c", "d");
        mayEnd.release(2);

        assertThat(first.get()).isEqualTo("wrote first");
        for (int i = 0; i < 4; i++) {
            assertThat(outcomes.get(i).get()).isEqualTo("wrote " + "abcd".charAt(i));
        }
        assertThat(groups).containsExactly(List.of("first"), List.of("a", "b", "c", "d"));
    }

    @Test
    void a_group_keeps_to_its_number_of_items_and_bytes() throws Exception {
        GroupCommit<String, String> commit = held(new GroupCommit.Limits(1, 3, 10, 100, 10_000, LONG));
        submit(commit, "first");
        awaitStarted(1);
        List<Future<String>> outcomes = queue(commit, "a", "b", "c", "d", "1234567890", "12345678901", "x".repeat(9), "y", "z");
        mayEnd.release(10);

        for (Future<String> outcome : outcomes) {
            assertThat(outcome.get()).startsWith("wrote");
        }
        assertThat(groups).containsExactly(List.of("first"), List.of("a", "b", "c"), List.of("d"), List.of("1234567890"),
                List.of("12345678901"), List.of("x".repeat(9), "y"), List.of("z"));
    }

    @Test
    void no_more_groups_are_in_flight_than_allowed() throws Exception {
        GroupCommit<String, String> commit = held(limits(2, 1));
        submit(commit, "a");
        submit(commit, "b");
        awaitStarted(2);
        List<Future<String>> outcomes = queue(commit, "c", "d");

        assertThat(groups).hasSize(2);
        mayEnd.release();
        awaitStarted(1);
        assertThat(groups).hasSize(3);
        assertThat(commit.queued()).isEqualTo(1);
        mayEnd.release(3);
        for (Future<String> outcome : outcomes) {
            outcome.get();
        }
        assertThat(groups).hasSize(4);
    }

    @Test
    void the_writer_of_a_group_does_not_wait_for_the_next_one() throws Exception {
        GroupCommit<String, String> commit = held(limits(1, 10));
        Future<String> first = submit(commit, "first");
        awaitStarted(1);
        List<Future<String>> second = queue(commit, "second");
        mayEnd.release();

        assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo("wrote first");
        awaitStarted(1);
        assertThat(second.getFirst().isDone()).isFalse();
    }

    @Test
    void a_full_queue_refuses_at_once_and_takes_again_when_there_is_room() throws Exception {
        GroupCommit<String, String> commit = held(new GroupCommit.Limits(1, 10, 1000, 2, 10_000, LONG));
        submit(commit, "first");
        awaitStarted(1);
        List<Future<String>> waiting = queue(commit, "a", "b");

        assertUnavailable(submit(commit, "too many"));
        assertThat(commit.queued()).isEqualTo(2);
        mayEnd.release(2);
        for (Future<String> outcome : waiting) {
            outcome.get();
        }
        mayEnd.release();
        assertThat(commit.submit("again", later())).isEqualTo("wrote again");
        assertThat(groups.stream().flatMap(List::stream)).doesNotContain("too many");
    }

    @Test
    void too_many_waiting_bytes_refuse_at_once_but_one_large_item_alone_may_wait() throws Exception {
        GroupCommit<String, String> commit = held(new GroupCommit.Limits(1, 10, 1000, 100, 50, LONG));
        submit(commit, "first");
        awaitStarted(1);
        queue(commit, "x".repeat(60));

        assertUnavailable(submit(commit, "small"));
        assertThat(commit.queuedBytes()).isEqualTo(60);
    }

    @Test
    void a_failure_is_that_of_its_group_alone() throws Exception {
        AtomicInteger writes = new AtomicInteger();
        GroupCommit<String, String> commit = new GroupCommit<>(limits(1, 10), String::length, items -> {
            started.release();
            mayEnd.acquireUninterruptibly();
            if (writes.incrementAndGet() == 2) {
                throw new IllegalArgumentException("refused");
            }
            return outcomes(items);
        }, (items, waited) -> {
        });
        Future<String> first = submit(commit, "first");
        awaitStarted(1);
        List<Future<String>> second = queue(commit, "a", "b");
        mayEnd.release();
        awaitStarted(1);
        List<Future<String>> third = queue(commit, "c");
        mayEnd.release(2);

        assertThat(first.get()).isEqualTo("wrote first");
        for (Future<String> outcome : second) {
            assertThatThrownBy(outcome::get).cause().isInstanceOf(IllegalArgumentException.class).hasMessage("refused");
        }
        assertThat(third.getFirst().get()).isEqualTo("wrote c");
    }

    @Test
    void a_deadline_that_passes_in_the_queue_is_unavailable_and_its_item_is_left_out() throws Exception {
        GroupCommit<String, String> commit = held(limits(1, 10));
        Future<String> first = submit(commit, "first");
        awaitStarted(1);

        assertUnavailable(threads.submit(() -> commit.submit("late", Deadline.in(Duration.ofMillis(50)))));
        List<Future<String>> in = queue(commit, "in time");
        mayEnd.release(2);
        first.get();
        assertThat(in.getFirst().get()).isEqualTo("wrote in time");
        assertThat(groups).containsExactly(List.of("first"), List.of("in time"));
        assertThat(commit.queuedBytes()).isZero();
    }

    @Test
    void what_was_written_is_acknowledged_though_the_deadline_passed_meanwhile() throws Exception {
        GroupCommit<String, String> commit = held(limits(1, 10));
        Deadline short50 = Deadline.in(Duration.ofMillis(50));
        Future<String> slow = threads.submit(() -> commit.submit("slow", short50));
        awaitStarted(1);
        assertUnavailable(threads.submit(() -> commit.submit("behind", short50)));
        mayEnd.release(2);

        assertThat(slow.get()).isEqualTo("wrote slow");
    }

    @Test
    void many_threads_have_every_item_written_exactly_once() throws Exception {
        GroupCommit<String, String> commit = quick(limits(3, 7));
        int clients = 32;
        int each = 400;
        CyclicBarrier together = new CyclicBarrier(clients);
        List<CompletableFuture<Void>> running = IntStream.range(0, clients)
                .mapToObj(client -> CompletableFuture.runAsync(() -> {
                    try {
                        together.await();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    for (int i = 0; i < each; i++) {
                        String item = client + "-" + i;
                        assertThat(commit.submit(item, later())).isEqualTo("wrote " + item);
                    }
                }, threads)).toList();

        CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
        assertThat(groups.stream().flatMap(List::stream)).hasSize(clients * each).doesNotHaveDuplicates();
        assertThat(groups).allMatch(group -> group.size() <= 7);
        assertThat(commit.queued()).isZero();
        assertThat(commit.queuedBytes()).isZero();
    }
}
