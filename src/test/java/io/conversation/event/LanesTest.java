package io.conversation.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import com.mongodb.MongoTimeoutException;

import io.conversation.database.Deadline;
import io.conversation.database.Doubts;
import io.conversation.problem.ProblemException;

/** Items are on the shards that they begin with the names of, {@code AB7} on two; a lost shard answers nobody. */
@Timeout(60)
class LanesTest {

    private static final Duration TIMEOUT = Duration.ofMillis(1000);
    private static final String FAILED = "not there";

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<String> lost = ConcurrentHashMap.newKeySet();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<List<String>> groups = new ConcurrentLinkedQueue<>();
    private volatile boolean failingOnce;
    private final Semaphore stopped = new Semaphore(0);
    private final Lanes<String, String> lanes = lanes(1);

    private Lanes<String, String> lanes(int inFlight) {
        var work = new Lanes.Work<String, String>(String::length, LanesTest::shards, this::write,
                outcome -> !outcome.equals(FAILED), outcome -> outcome.equals(FAILED));
        return new Lanes<>(new GroupCommit.Limits(inFlight, 500, 1_000_000, 10_000, 1_000_000, Duration.ofMillis(50)), work,
                TIMEOUT, new Doubts(TIMEOUT), (items, waited) -> {
                });
    }

    private static Set<String> shards(String item) {
        return Arrays.stream(item.split("[^A-Z]*")).filter(shard -> !shard.isEmpty()).collect(Collectors.toUnmodifiableSet());
    }

    private List<String> write(List<String> items, Deadline deadline) {
        groups.add(items);
        if (items.stream().anyMatch(item -> shards(item).stream().anyMatch(lost::contains))) {
            awaitEnd(deadline);
            throw new MongoTimeoutException("nobody answers");
        }
        List<String> outcomes = items.stream()
                .map(item -> shards(item).stream().anyMatch(failing::contains) ? FAILED : "wrote " + item).toList();
        if (failingOnce) {
            failing.clear();
        }
        return outcomes;
    }

    private void awaitEnd(Deadline deadline) {
        try {
            if (stopped.tryAcquire(deadline.millisLeft(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        stopped.release(100_000);
        threads.shutdownNow();
    }

    private Future<String> submit(String item) {
        return threads.submit(() -> lanes.submit(item, Deadline.in(TIMEOUT)));
    }

    private List<Future<String>> submitAll(String... items) {
        return Arrays.stream(items).map(this::submit).toList();
    }

    private static void assertFails(Future<String> outcome) {
        assertThatThrownBy(() -> outcome.get(30, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class).cause()
                .isInstanceOfAny(MongoTimeoutException.class, ProblemException.class);
    }

    /** From then on it is known that B is lost, and that A is not. */
    private void lose() throws Exception {
        lost.add("B");
        List<Future<String>> first = submitAll("B0", "A0", "B1", "A1");
        assertThat(first.get(1).get()).isEqualTo("wrote A0");
        assertThat(first.get(3).get()).isEqualTo("wrote A1");
        groups.clear();
    }

    private List<List<String>> mixed() {
        return groups.stream().filter(group -> group.stream().anyMatch(item -> shards(item).contains("B"))
                && group.stream().anyMatch(item -> !shards(item).contains("B"))).toList();
    }

    @Test
    void all_go_together_while_all_works() throws Exception {
        lost.add("C");
        submit("C0");
        while (groups.isEmpty()) {
            Thread.onSpinWait();
        }
        List<Future<String>> outcomes = submitAll("A0", "B0", "A1", "B1");
        while (lanes.queued() < 4) {
            Thread.onSpinWait();
        }
        stopped.release();
        for (Future<String> outcome : outcomes) {
            assertThat(outcome.get()).startsWith("wrote");
        }
        assertThat(groups.stream().filter(group -> !group.contains("C0")).map(List::size)).containsExactly(4);
    }

    @Test
    void what_was_with_the_lost_is_stored_within_its_own_deadline_and_goes_on_at_once_from_then_on() throws Exception {
        lose();
        Future<String> hanging = submit("B2");
        for (int i = 0; i < 100; i++) {
            // Sessions that nobody has seen before.
            submit("B" + (100 + i));
            assertThat(lanes.submit("A" + i, Deadline.in(TIMEOUT))).isEqualTo("wrote A" + i);
        }
        assertThat(hanging.isDone()).isFalse();
        assertThat(mixed()).isEmpty();
        assertFails(hanging);
    }

    @Test
    void what_is_on_a_lost_shard_and_on_another_is_written_with_the_lost_ones() throws Exception {
        lose();
        Future<String> both = submit("AB2");
        for (int i = 0; i < 20; i++) {
            assertThat(lanes.submit("A" + i, Deadline.in(TIMEOUT))).isEqualTo("wrote A" + i);
        }
        assertThat(both.isDone()).isFalse();
        assertThat(mixed()).isEmpty();
    }

    @Test
    void those_at_a_failing_shard_are_few_and_others_are_refused_at_once() throws Exception {
        lose();
        // Once its lane has failed, too.
        assertFails(submit("B9"));
        List<Future<String>> waiting = new ArrayList<>();
        IntStream.range(0, 200).forEach(i -> waiting.add(submit("B" + i)));
        long refused = 0;
        while (refused < 200 - 64) {
            refused = waiting.stream().filter(outcome -> outcome.state() == Future.State.FAILED).count();
            Thread.onSpinWait();
        }
        assertThat(refused).as("and the others wait").isEqualTo(200 - 64);
    }

    @Test
    void a_shard_that_is_back_is_written_to_at_once_and_after_a_while_together_with_the_others() throws Exception {
        lose();
        lost.clear();
        // What still hangs ends with it.
        stopped.release(100);
        assertThat(lanes.submit("B7", Deadline.in(TIMEOUT))).isEqualTo("wrote B7");
        long limit = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (mixed().isEmpty()) {
            for (Future<String> outcome : submitAll("A0", "B0", "A1", "B1", "A2", "B2")) {
                assertThat(outcome.get()).startsWith("wrote");
            }
            assertThat(System.nanoTime()).isLessThan(limit);
        }
    }

    @Test
    void where_the_server_tells_who_failed_the_others_have_their_outcome_and_it_is_known() throws Exception {
        failing.add("B");
        lost.add("C");
        submit("C0");
        while (groups.isEmpty()) {
            Thread.onSpinWait();
        }
        List<Future<String>> outcomes = submitAll("A0", "B0");
        while (lanes.queued() < 2) {
            Thread.onSpinWait();
        }
        stopped.release();
        assertThat(outcomes.get(0).get()).isEqualTo("wrote A0");
        assertThat(outcomes.get(1).get()).isEqualTo(FAILED);
        groups.clear();
        for (int i = 0; i < 20; i++) {
            for (Future<String> outcome : submitAll("A" + i, "B" + i)) {
                outcome.get();
            }
        }
        assertThat(mixed()).isEmpty();
    }

    @Test
    void what_fails_alone_in_its_part_of_the_time_has_its_own_time_after_it() throws Exception {
        failing.add("B");
        failingOnce = true;
        assertThat(lanes.submit("B0", Deadline.in(TIMEOUT))).isEqualTo("wrote B0");
        assertThat(groups).containsExactly(List.of("B0"), List.of("B0"));
    }

    @Test
    void without_shards_a_group_has_the_whole_time_and_fails_once() {
        lost.add("B");
        var work = new Lanes.Work<String, String>(String::length, item -> Set.of(), this::write, outcome -> true,
                outcome -> false);
        Lanes<String, String> one = new Lanes<>(new GroupCommit.Limits(1, 500, 1000, 100, 1000, Duration.ofMillis(50)), work,
                TIMEOUT, new Doubts(TIMEOUT), (items, waited) -> {
                });
        long begun = System.nanoTime();
        assertThatThrownBy(() -> one.submit("B0", Deadline.in(TIMEOUT))).isInstanceOf(MongoTimeoutException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(TIMEOUT.minusMillis(50));
        assertThat(groups).hasSize(1);
        lost.clear();
        assertThat(one.submit("A0", Deadline.in(TIMEOUT))).isEqualTo("wrote A0");
    }
}
