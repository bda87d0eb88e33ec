package io.conversation.kafka;

import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.inject.Singleton;

import org.bson.types.ObjectId;
import org.jboss.logging.Logger;

import io.conversation.database.ArrivalIds;
import io.conversation.database.HeldLease;
import io.conversation.feed.Feed;
import io.conversation.feed.Item;
import io.conversation.feed.Tap;
import io.conversation.feed.Tap.Taken;
import io.conversation.http.Work;
import io.conversation.kafka.KafkaConfig.From;
import io.conversation.telemetry.Meters;
import io.micrometer.core.instrument.Counter;

/**
 * What the holder of the lease does: reads the feed from the position that is stored, sends it, and stores what the brokers
 * have acknowledged. The next page is read while the last is on its way; only so much of it, so that slow brokers slow the
 * reading.
 */
@Singleton
class Relaying implements Sending.Outcomes {

    private static final Logger LOG = Logger.getLogger(Relaying.class);
    private static final int LIMIT = 500;
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration BETWEEN_SAVES = Duration.ofSeconds(1);
    private static final Duration GOODBYE = Duration.ofSeconds(3);
    private static final int REFUSED = 1_000;

    private final Feed feed;
    private final Work work;
    private final OutRecords records;
    private final Producers producers;
    private final Clock clock;
    private final Counter acknowledged;
    private final Counter skipped;
    private final From from;
    private final Set<ObjectId> refused = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ObjectId, Boolean> eldest) {
            return size() > REFUSED;
        }
    }));
    private volatile Sending sending;
    private volatile long looked;
    private volatile boolean telling;
    private String saved;
    private long savedAt;

    Relaying(Feed feed, Work work, OutRecords records, Producers producers, KafkaConfig config, Clock clock, Meters meters) {
        this.feed = feed;
        this.work = work;
        this.records = records;
        this.producers = producers;
        this.clock = clock;
        this.acknowledged = meters.kafkaOutRecords("sent");
        this.skipped = meters.kafkaOutRecords("skipped");
        this.from = config.out().from();
    }

    /**
     * Until the lease is lost, or there is no reason any more to go on; then what is on its way is waited for, for a while.
     * Fails with what the brokers or the database have failed with.
     *
     * @param progress told of each position that is stored
     */
    @ActivateRequestContext
    void relay(HeldLease held, BooleanSupplier wanted, Runnable progress) throws InterruptedException {
        BooleanSupplier goOn = () -> wanted.getAsBoolean() && held.isHeld();
        work.await(Sending.MOST_BYTES);
        Optional<String> position = held.position().or(() -> first(held));
        if (position.isEmpty()) {
            return;
        }
        saved = position.get();
        try (Tap tap = feed.tap(saved, Set.of()); Sending now = new Sending(producers.producer(), refused, this)) {
            sending = now;
            while (goOn.getAsBoolean() && now.failure().isEmpty()) {
                send(tap.next(LIMIT, WAIT), now, goOn);
                telling = telling || now.hasNothingToTell();
                if (System.nanoTime() - savedAt >= BETWEEN_SAVES.toNanos()) {
                    save(held, now, progress);
                }
            }
            if (held.isHeld() && now.failure().isEmpty()) {
                now.finish(GOODBYE);
            }
            save(held, now, progress);
            now.failure().ifPresent(Relaying::rethrow);
        } finally {
            telling = false;
            sending = null;
        }
    }

    /** Stored before anything is read, so that whatever happens then nothing is lost from there on. */
    private Optional<String> first(HeldLease held) {
        String position = switch (from) {
            case NOW -> feed.now();
            case START -> Feed.START;
        };
        return held.save(position) ? Optional.of(position) : Optional.empty();
    }

    private void send(Taken taken, Sending now, BooleanSupplier goOn) throws InterruptedException {
        looked = System.nanoTime();
        now.begin(taken.items().isEmpty() ? null : taken.items().getFirst().id());
        for (Item item : taken.items()) {
            if (!now.send(item, records.of(item), goOn)) {
                return;
            }
        }
        now.end(taken.next());
    }

    private void save(HeldLease held, Sending now, Runnable progress) {
        String reached = now.reached();
        if (reached != null && !reached.equals(saved) && held.save(reached)) {
            saved = reached;
            telling = true;
            progress.run();
        }
        savedAt = System.nanoTime();
    }

    private static void rethrow(Exception e) {
        throw e instanceof RuntimeException known ? known : new IllegalStateException(e);
    }

    @Override
    public void sent() {
        acknowledged.increment();
    }

    @Override
    public void refused(Item item, Exception why) {
        refused.add(item.id());
        skipped.increment();
        LOG.errorf("Kafka's topic refuses %s of session %s%s, which is left out there: %s", item.kind().wire(),
                item.sessionId().clientId(), item.event() == null ? "" : ", event " + item.event().eventId, why.getMessage());
    }

    /** Whether the brokers have taken something from this pod since it holds the lease, or it had nothing for them. */
    boolean isTelling() {
        return telling;
    }

    /** How far Kafka is behind; not a number where this pod does not send, or does not know it yet. */
    double secondsBehind() {
        Sending now = sending;
        if (now == null) {
            return Double.NaN;
        }
        ObjectId oldest = now.oldest();
        if (oldest == null && !telling) {
            return Double.NaN;
        }
        return oldest == null ? (System.nanoTime() - looked) / 1e9
                : Math.max(0, Duration.between(ArrivalIds.time(oldest), clock.instant()).toMillis() / 1e3);
    }
}
