package io.conversation.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import com.mongodb.MongoException;
import com.mongodb.MongoTimeoutException;

import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;

/** Items are on the shards that they begin with the names of, {@code AB7} on two; a lost shard answers nobody. */
@Timeout(60)
class WritesByShardTest {

    private static final Duration TIMEOUT = Duration.ofMillis(800);
    private static final String FAILED = "not there";

    private final Set<String> lost = ConcurrentHashMap.newKeySet();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<List<String>> sent = new ConcurrentLinkedQueue<>();
    private final WritesByShard.Work<String, String> work = new WritesByShard.Work<>(item -> item, this::send,
            problem -> FAILED, outcome -> !outcome.equals(FAILED), FAILED::equals);
    private Set<String> all = Set.of("A", "B");
    private boolean routerAnswers = true;
    private final WritesByShard writes = new WritesByShard(new WritesByShard.Cluster() {

        @Override
        public Set<String> shards() {
            return all;
        }

        @Override
        public Set<String> shardsOf(String storedId) {
            return all.isEmpty() ? Set.of() : WritesByShardTest.shardsOf(storedId);
        }

        @Override
        public boolean answers() {
            return routerAnswers;
        }
    }, new Doubts(TIMEOUT), problem -> new ProblemException(ProblemType.UNAVAILABLE, "away"), TIMEOUT);

    private static Set<String> shardsOf(String item) {
        return Arrays.stream(item.split("[^A-Z]*")).filter(shard -> !shard.isEmpty()).collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isOn(Set<String> shards, String item) {
        return shardsOf(item).stream().anyMatch(shards::contains);
    }

    private List<String> send(List<String> items, Deadline deadline) {
        sent.add(items);
        if (items.stream().anyMatch(item -> isOn(lost, item))) {
            while (!deadline.isPassed()) {
                LockSupport.parkNanos(1_000_000);
            }
            throw new MongoTimeoutException("nobody answers");
        }
        return items.stream().map(item -> isOn(failing, item) ? FAILED : "wrote " + item).toList();
    }

    private List<String> write(String... items) {
        sent.clear();
        return writes.write(List.of(items), work);
    }

    private Duration timeOf(Runnable what) {
        long begun = System.nanoTime();
        what.run();
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    @Test
    void all_are_written_together_while_all_works() {
        assertThat(write("A0", "B0", "A1")).containsExactly("wrote A0", "wrote B0", "wrote A1");
        assertThat(sent).containsExactly(List.of("A0", "B0", "A1"));
    }

    @Test
    void a_lost_shard_fails_its_own_within_one_deadline_and_each_other_has_its_outcome() {
        lost.add("B");
        assertThat(timeOf(() -> assertThat(write("A0", "B0", "A1", "AB1"))
                .containsExactly("wrote A0", FAILED, "wrote A1", FAILED))).isLessThan(TIMEOUT.multipliedBy(2));
        assertThat(writes.doOthersWork(false)).isTrue();
    }

    @Test
    void from_then_on_nobody_waits_for_it() {
        lost.add("B");
        write("A0", "B0");
        assertThat(timeOf(() -> {
            for (int i = 0; i < 20; i++) {
                assertThat(write("A" + i, "B" + i)).containsExactly("wrote A" + i, FAILED);
                assertThat(sent).containsExactly(List.of("A" + i));
            }
        })).isLessThan(TIMEOUT.dividedBy(2));
    }

    @Test
    void what_the_server_tells_to_have_failed_is_all_that_fails_and_is_tried_once_more() {
        failing.add("B");
        assertThat(write("A0", "B0", "A1")).containsExactly("wrote A0", FAILED, "wrote A1");
        assertThat(sent).containsExactly(List.of("A0", "B0", "A1"), List.of("B0"));
    }

    @Test
    void one_that_is_lost_is_tried_with_one_item_in_a_short_time_and_once_it_is_back_all_are_written() {
        lost.add("B");
        write("A0", "B0");
        long limit = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (sent.stream().noneMatch(List.of("B1")::equals)) {
            Duration time = timeOf(() -> assertThat(write("A1", "B1", "B2")).containsExactly("wrote A1", FAILED, FAILED));
            assertThat(time).isLessThan(TIMEOUT.dividedBy(2));
            assertThat(System.nanoTime()).isLessThan(limit);
        }
        lost.clear();
        while (write("A1", "B1", "B2").contains(FAILED)) {
            assertThat(System.nanoTime()).isLessThan(limit);
        }
        assertThat(sent).contains(List.of("B1"), List.of("B2"));
        while (!sent.contains(List.of("A1", "B1", "B2"))) {
            assertThat(write("A1", "B1", "B2")).doesNotContain(FAILED);
            assertThat(System.nanoTime()).isLessThan(limit);
        }
    }

    @Test
    void where_nothing_works_all_is_tried_each_time_and_no_other_shard_works() {
        lost.addAll(all);
        assertThat(write("A0", "B0")).containsOnly(FAILED);
        assertThat(writes.doOthersWork(false)).isFalse();
        lost.clear();
        assertThat(write("A0", "B0")).containsExactly("wrote A0", "wrote B0");
        assertThat(writes.doOthersWork(false)).isTrue();
    }

    @Test
    void without_its_router_no_shard_works_though_none_has_failed() {
        routerAnswers = false;
        assertThat(writes.doOthersWork(false)).isFalse();
    }

    @Test
    void what_is_the_fault_of_no_shard_fails_all_at_once() {
        var broken = new WritesByShard.Work<String, String>(item -> item, (items, deadline) -> {
            sent.add(items);
            throw new MongoException(8000, "a defect");
        }, problem -> FAILED, outcome -> true, FAILED::equals);
        assertThatThrownBy(() -> writes.write(List.of("A0", "B0"), broken)).isInstanceOf(MongoException.class);
        assertThat(sent).hasSize(1);
    }

    @Test
    void without_shards_all_has_the_whole_time_and_fails_once() {
        all = Set.of();
        lost.add("B");
        assertThat(timeOf(() -> assertThatThrownBy(() -> write("A0", "B0")).isInstanceOf(MongoTimeoutException.class)))
                .isGreaterThan(TIMEOUT.minusMillis(50));
        assertThat(sent).hasSize(1);
        assertThat(writes.doOthersWork(true)).isFalse();
    }
}
