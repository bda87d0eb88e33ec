package io.conversation.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import com.mongodb.MongoTimeoutException;

import io.conversation.Settings;
import io.conversation.fault.Waiting;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;

/** Sessions are on the shard that their ids begin with; those that begin with a dash on none that is known. */
@Timeout(60)
class PlacesTest {

    private static final String REFUSED = "does not answer";

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch back = new CountDownLatch(1);
    private final AtomicInteger inside = new AtomicInteger();
    private final Doubts doubts = new Doubts(Duration.ofMillis(100));
    private final Places places = new Places(new Shards(null, null, List.of()) {
        @Override
        public Set<String> of(String storedId) {
            return storedId.startsWith("-") ? Set.of() : Set.of(storedId.substring(0, 1));
        }
    }, doubts, new Deadlines(Settings.of(DatabaseConfig.class, Map.of("sessions.database.timeout", "20s"))));

    @AfterEach
    void stop() {
        back.countDown();
        threads.shutdownNow();
    }

    private String hang(Deadline deadline) throws InterruptedException {
        inside.incrementAndGet();
        back.await();
        return "worked";
    }

    private List<Future<String>> hanging(int requests, String session) {
        return Stream.generate(() -> threads.submit(() -> places.at(session, this::hang))).limit(requests).toList();
    }

    private void fail(String session) {
        assertThatThrownBy(() -> places.at(session, deadline -> {
            throw new MongoTimeoutException("nobody answers");
        })).isInstanceOf(MongoTimeoutException.class);
    }

    private static long refused(List<Future<String>> requests) {
        return requests.stream().filter(request -> request.state() == Future.State.FAILED)
                .filter(request -> request.exceptionNow() instanceof ProblemException problem
                        && problem.getMessage().contains(REFUSED))
                .count();
    }

    @Test
    void a_shard_that_is_silent_has_a_part_of_the_connections_before_anybody_knows() throws Exception {
        List<Future<String>> requests = hanging(200, "B1");
        Waiting.until("there are as many as may be", () -> inside.get() == Places.MOST);
        assertThat(places.<String, RuntimeException> at("A1", deadline -> "read")).isEqualTo("read");
        assertThat(inside).hasValue(Places.MOST);
        assertThat(refused(requests)).isZero();
        back.countDown();
        for (Future<String> request : requests) {
            assertThat(request.get()).isEqualTo("worked");
        }
    }

    @Test
    void of_a_shard_in_doubt_some_find_out_and_the_others_are_refused_at_once() throws Exception {
        fail("B1");
        List<Future<String>> requests = hanging(200, "B2");
        Waiting.until("the others are refused", () -> refused(requests) == 200 - Places.MOST_IN_DOUBT);
        assertThat(inside).hasValue(Places.MOST_IN_DOUBT);
        assertThat(places.<String, RuntimeException> at("A1", deadline -> "read")).isEqualTo("read");
    }

    @Test
    void who_waited_since_before_the_doubt_is_not_let_in_after_it() throws Exception {
        List<Future<String>> requests = hanging(200, "B1");
        Waiting.until("there are as many as may be", () -> inside.get() == Places.MOST);
        doubts.failed(Set.of("B"), System.nanoTime());
        List<Future<String>> later = hanging(100, "B1");
        Waiting.until("some find out", () -> refused(later) >= 100 - Places.MOST_IN_DOUBT
                && inside.get() == Places.MOST + Places.MOST_IN_DOUBT);
        back.countDown();
        Waiting.until("all have their answer", () -> requests.stream().allMatch(Future::isDone));
        assertThat(inside).hasValueGreaterThanOrEqualTo(Places.MOST + Places.MOST_IN_DOUBT);
    }

    @Test
    void the_doubt_ends_by_itself_when_it_works_again() throws Exception {
        fail("B1");
        Waiting.until("it is not doubted any more", () -> {
            assertThat(places.<String, RuntimeException> at("B1", deadline -> "read")).isEqualTo("read");
            return doubts.among(Set.of("B")).isEmpty();
        });
        hanging(40, "B1");
        Waiting.until("more come in than in doubt", () -> inside.get() == 40);
    }

    @Test
    void an_outcome_that_tells_of_a_failure_is_one() {
        places.at("B1", deadline -> "failed", "failed"::equals);
        assertThat(doubts.among(Set.of("A", "B"))).containsExactly("B");
    }

    @Test
    void who_is_told_that_there_is_no_such_session_has_been_answered() throws Exception {
        fail("B1");
        Waiting.until("it is not doubted any more", () -> {
            assertThatThrownBy(() -> places.at("B1", deadline -> {
                throw new ProblemException(ProblemType.SESSION_NOT_FOUND, "none");
            })).isInstanceOf(ProblemException.class);
            return doubts.among(Set.of("B")).isEmpty();
        });
    }

    @Test
    void where_no_shards_are_known_all_come_in_and_nothing_is_in_doubt() throws Exception {
        fail("-1");
        hanging(200, "-1");
        Waiting.until("all are there", () -> inside.get() == 200);
    }
}
