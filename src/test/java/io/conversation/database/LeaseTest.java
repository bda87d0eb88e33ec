package io.conversation.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import com.mongodb.MongoException;
import com.mongodb.client.model.Updates;

import io.conversation.Fresh;
import io.conversation.Logged;
import io.conversation.fault.FaultProxy;
import io.conversation.fault.TestDatabase;
import io.conversation.fault.Waiting;

/** Two pods want the same; one of them reaches the database by a proxy. */
@Timeout(60)
class LeaseTest {

    private static final Leases.Pace PACE = new Leases.Pace(Duration.ofMillis(50), Duration.ofMillis(800),
            Duration.ofMillis(1200));

    private final TestDatabase server = new TestDatabase();
    private final FaultProxy proxy = new FaultProxy(server.connectionString());
    private final DatabaseOfTest direct = new DatabaseOfTest(server.connectionString());
    private final DatabaseOfTest proxied = new DatabaseOfTest(proxy.connectionString());
    private final Leases leases = new Leases(direct.databases, PACE, () -> true);
    private final AtomicBoolean clockAllowed = new AtomicBoolean(true);
    private final String name = Fresh.id("work");
    private Lease one;
    private Lease other;

    @BeforeEach
    void contenders() {
        one = new Leases(proxied.databases, PACE, clockAllowed::get).lease(name);
        other = leases.lease(name);
    }

    @AfterEach
    void close() {
        direct.client.getDatabase(DatabaseOfTest.NAME).drop();
        direct.close();
        proxied.close();
        proxy.close();
        server.close();
    }

    private Document stored() {
        return direct.client.getDatabase(DatabaseOfTest.NAME).getCollection(Leases.COLLECTION).find(new Document("_id", name))
                .first();
    }

    private static CompletableFuture<HeldLease> taking(Lease lease) {
        CompletableFuture<HeldLease> taken = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                taken.complete(lease.take());
            } catch (InterruptedException e) {
                taken.completeExceptionally(e);
            }
        });
        return taken;
    }

    @Test
    void of_many_that_come_at_once_one_has_it_and_the_others_do_not_as_long_as_it_beats() throws Exception {
        AtomicInteger holders = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                threads.submit(() -> leases.lease(name).tryToTake().ifPresent(held -> holders.incrementAndGet()));
            }
        }
        assertThat(holders).hasValue(1);
        long beats = stored().getLong("beats");
        // Many times as long as a silence may last.
        Waiting.until("it has beaten often", () -> {
            assertThat(other.tryToTake()).isEmpty();
            return stored().getLong("beats") > beats + 2 * PACE.takeOver().dividedBy(PACE.beat());
        });
    }

    @Test
    void who_releases_it_gives_it_over_at_once_with_the_position() throws Exception {
        HeldLease first = one.take();
        assertThat(first.position()).isEmpty();
        assertThat(first.save("p1")).isTrue();
        assertThat(first.save("p2")).isTrue();
        assertThat(other.tryToTake()).isEmpty();
        first.close();
        assertThat(first.isHeld()).isFalse();
        assertThat(first.save("p3")).isFalse();
        HeldLease second = other.tryToTake().orElseThrow();
        assertThat(second.position()).contains("p2");
        assertThat(second.isHeld()).isTrue();
        second.close();
    }

    @Test
    void who_is_killed_is_succeeded_after_a_silence_and_not_before() throws Exception {
        // Nobody beats: its process has ended.
        leases.collection().insertOne(BsonDocument.parse("{_id: '" + name
                + "', holder: 'killed', beats: {$numberLong: '7'}, position: 'p7'}"));
        long begun = System.nanoTime();
        HeldLease held = other.take();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(PACE.takeOver(), PACE.takeOver().multipliedBy(3));
        assertThat(held.position()).contains("p7");
        assertThat(stored().getLong("beats")).isGreaterThanOrEqualTo(8);
        held.close();
    }

    @Test
    void who_has_lost_it_stores_nothing_more() throws Exception {
        HeldLease first = one.take();
        assertThat(first.save("p1")).isTrue();
        leases.collection().updateOne(new Document("_id", name), Updates.set("holder", "other"));
        assertThat(first.save("p2")).isFalse();
        assertThat(first.isHeld()).isFalse();
        assertThat(stored()).containsEntry("position", "p1").containsEntry("holder", "other");
        first.close();
        assertThat(stored()).as("released by its holder alone").containsEntry("holder", "other");
    }

    @Test
    void who_cannot_reach_the_database_gives_up_before_another_takes_over_and_may_take_it_again() throws Exception {
        HeldLease first = one.take();
        first.save("p1");
        CompletableFuture<Boolean> heldByOther = new CompletableFuture<>();
        CompletableFuture<HeldLease> second = taking(other);
        second.thenRun(() -> heldByOther.complete(first.isHeld()));
        proxy.away();
        assertThatThrownBy(() -> first.save("p2")).isInstanceOf(MongoException.class);
        assertThat(heldByOther.get(30, TimeUnit.SECONDS)).isFalse();
        assertThat(second.get().position()).contains("p1");

        try (Logged logged = Logged.warnings(Lease.class)) {
            CompletableFuture<HeldLease> again = taking(one);
            Waiting.until("it is told", () -> !logged.messages().isEmpty());
            second.get().save("p3");
            proxy.forward();
            Waiting.until("the database is back for it", () -> one.tryToTake().isEmpty());
            second.get().close();
            assertThat(again.get(30, TimeUnit.SECONDS).position()).contains("p3");
            assertThat(logged.messages()).hasSize(1).allMatch(told -> told.startsWith("Lease '" + name + "' waits for the"));
            again.get().close();
        }
    }

    @Test
    void with_the_database_away_for_all_nobody_has_it_until_it_is_back() throws Exception {
        HeldLease first = one.take();
        proxy.stall();
        Waiting.until("it is given up", () -> !first.isHeld());
        proxy.forward();
        // What was stalled arrives late, and tells that nobody else has taken it.
        Waiting.until("it is held again", first::isHeld);
        assertThat(first.save("p1")).isTrue();
        first.close();
    }

    @Test
    void whose_taking_was_not_answered_takes_it_without_waiting_for_himself() throws Exception {
        leases.lease(name).take().close();
        Lease patient = new Leases(proxied.databases, new Leases.Pace(PACE.beat(), PACE.giveUp(), Duration.ofHours(1)),
                () -> true)
                .lease(name);
        proxy.loseAnswerOfNext("findAndModify", 2);
        assertThatThrownBy(patient::tryToTake).isInstanceOf(MongoException.class);
        assertThat(stored()).containsKey("holder");
        taking(patient).get(30, TimeUnit.SECONDS).close();
    }

    @Test
    void whose_clock_is_off_gives_it_up_with_the_position_it_had_and_has_it_again_once_it_is_right() throws Exception {
        HeldLease first = one.take();
        assertThat(first.save("p1")).isTrue();
        clockAllowed.set(false);
        assertThat(first.save("future")).isFalse();
        clockAllowed.set(true);
        assertThat(first.isHeld()).as("it may have read by the wrong time").isFalse();
        clockAllowed.set(false);
        CompletableFuture<HeldLease> again = taking(one);
        first.close();
        HeldLease second = other.take();
        assertThat(second.position()).contains("p1");
        second.save("p2");
        second.close();
        HeldLease third = other.take();
        assertThat(again).as("free it was").isNotDone();
        clockAllowed.set(true);
        third.close();
        assertThat(again.get(30, TimeUnit.SECONDS).position()).contains("p2");
        again.get().close();
    }

    @Test
    void who_does_nothing_with_it_gives_it_up_by_himself_when_his_clock_is_off() throws Exception {
        one.take();
        clockAllowed.set(false);
        assertThat(other.take().position()).isEmpty();
    }
}
