package io.conversation.telemetry;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** Every meter of the service and what it counts. */
@Singleton
public class Meters {

    /** Sessions and events stored. */
    public final Counter sessionsCreated;
    public final Counter eventsCreated;
    /** Events stored after their session had ended. */
    public final Counter eventsLate;
    /** Requests for something already stored: what retries cost. */
    public final Counter sessionsReplayed;
    public final Counter eventsReplayed;
    /** Repeats whose content differs from what is stored: a client that uses an id twice. */
    public final Counter sessionsConflicting;
    public final Counter eventsConflicting;
    /** Times given by clients whose clock is ahead. */
    public final Counter clientClocksAhead;
    /** Sessions ended. */
    public final Counter sessionsEnded;
    /** Sessions ended as nobody had completed them, and those that a dry run would have ended. */
    public final Counter sessionsAbandoned;
    public final Counter sweepWouldAbandon;
    /** Sessions removed as their time was past, and those that a dry run would have removed. */
    public final Counter sessionsExpired;
    public final Counter sweepWouldRemove;
    /** Sessions and events erased. */
    public final Counter sessionsErased;
    public final Counter eventsErased;

    /** Webhooks that their receiver has taken, attempts that failed, and those that were given up. */
    public final Counter webhooksDelivered;
    public final Counter webhooksFailed;
    public final Counter webhooksGivenUp;
    /** Looks at an erasure that failed, each to be made again. */
    public final Counter erasuresFailed;

    /** Requests, or parts of them, that the database failed for now. */
    public final Counter databaseFailures;
    /** Requests answered 503 because too many were in work. */
    public final Counter requestsRejected;
    /** Requests answered 503 because those in work took all the memory there is for them. */
    public final Counter memoryRejected;
    /** Streams closed because their reader was too slow. */
    public final Counter followersCut;
    /** Group commit: how many events go together, and how long the first of a group waited. */
    private final DistributionSummary appendGroup;
    private final Timer appendWait;
    private final MeterRegistry registry;

    Meters(MeterRegistry registry) {
        this.registry = registry;
        sessionsCreated = counter(registry, "conversation.sessions.created", "Sessions stored");
        sessionsReplayed = counter(registry, "conversation.sessions.replayed", "Creations of a session already stored");
        sessionsConflicting = counter(registry, "conversation.sessions.conflicting",
                "Repeated creations or completions that differ from the stored session");
        sessionsEnded = counter(registry, "conversation.sessions.ended", "Sessions completed or failed");
        sessionsAbandoned = counter(registry, "conversation.sessions.abandoned",
                "Sessions ended as failed as nothing more had come");
        sweepWouldAbandon = counter(registry, "conversation.sweep.would.abandon",
                "Sessions that a dry run would have ended, anew each time it found them");
        sessionsExpired = counter(registry, "conversation.sessions.expired",
                "Sessions removed as they were kept for long enough");
        sweepWouldRemove = counter(registry, "conversation.sweep.would.remove",
                "Sessions that a dry run would have removed, anew each time it found them");
        sessionsErased = counter(registry, "conversation.sessions.erased", "Sessions erased");
        eventsErased = counter(registry, "conversation.events.erased", "Events erased with their session");
        erasuresFailed = counter(registry, "conversation.erasures.failed",
                "Looks at what is still to be erased that failed, and are made again");
        webhooksDelivered = counter(registry, "conversation.webhooks.delivered", "Webhooks that their receiver has taken");
        webhooksFailed = counter(registry, "conversation.webhooks.failed", "Attempts at a webhook that failed");
        webhooksGivenUp = counter(registry, "conversation.webhooks.given.up", "Webhooks that are not tried any more");
        eventsCreated = counter(registry, "conversation.events.created", "Events stored");
        eventsLate = counter(registry, "conversation.events.late", "Events stored after their session had ended");
        eventsReplayed = counter(registry, "conversation.events.replayed", "Appends of an event already stored");
        eventsConflicting = counter(registry, "conversation.events.conflicting",
                "Repeated appends that differ from the stored event");
        clientClocksAhead = counter(registry, "conversation.clients.clock.ahead",
                "Times stored that were more than 5 minutes ahead of the service's clock");
        databaseFailures = counter(registry, "conversation.database.failures",
                "Requests, or parts of them, that the database could not be reached for or refused for now");
        requestsRejected = counter(registry, "conversation.requests.rejected", "Requests refused as too many were in work");
        memoryRejected = counter(registry, "conversation.memory.rejected",
                "Requests refused as those in work took all memory");
        followersCut = counter(registry, "conversation.followers.cut", "Live streams closed because their reader was slow");
        appendGroup = DistributionSummary.builder("conversation.append.group").description("Events written together")
                .serviceLevelObjectives(1, 2, 5, 10, 20, 50, 100, 200, 500).register(registry);
        appendWait = Timer.builder("conversation.append.wait").description("Time that the first of a group waited")
                .serviceLevelObjectives(millis(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)).register(registry);
    }

    /** Buckets can be added up over pods, percentiles cannot. */
    private static Duration[] millis(long... bounds) {
        return LongStream.of(bounds).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }

    /** How many requests are in work. */
    public void requests(Number active) {
        Gauge.builder("conversation.requests", active, Number::doubleValue).description("Requests in work").register(registry);
    }

    /** How many bytes the requests in work take, by the service's own reckoning. */
    public void memory(Number taken) {
        Gauge.builder("conversation.memory", taken, Number::doubleValue).description("Memory of requests in work")
                .baseUnit("bytes").register(registry);
    }

    /** How many readers are at the feed: streams, and pages that are read or waited for. */
    public void feedReaders(Number open) {
        Gauge.builder("conversation.feed.readers", open, Number::doubleValue).description("Readers at the feed")
                .register(registry);
    }

    /** How many live streams are open. */
    public void followers(Number open) {
        Gauge.builder("conversation.followers", open, Number::doubleValue).description("Live streams open").register(registry);
    }

    /** Whether the change stream is refused, and polled in its place. */
    public void streamRefused(BooleanSupplier refused) {
        is("conversation.stream.refused", "Whether the database refuses the change stream", refused);
    }

    /** Whether the unique indexes stand and are enforced. */
    public void writesOpen(BooleanSupplier open) {
        is("conversation.writes.open", "Whether the unique indexes stand, and writes are taken", open);
    }

    private void is(String name, String description, BooleanSupplier state) {
        Gauge.builder(name, () -> state.getAsBoolean() ? 1 : 0).description(description).register(registry);
    }

    /** How long ago all whose time has come were last looked at; not a number where nobody looks. */
    public void sweepAge(Supplier<Number> seconds) {
        Gauge.builder("conversation.sweep.age", seconds)
                .description("Time since the last turn over sessions whose time has come that nothing kept from its end")
                .baseUnit("seconds").register(registry);
    }

    /** How many webhooks are in a state; not a number where there are none to be sent. */
    public void webhooks(String state, Supplier<Number> many) {
        Gauge.builder("conversation.webhooks", many).tag("state", state)
                .description("Webhooks that are not delivered, of all pods, up to 10,000").register(registry);
    }

    /** How long ago the session ended whose webhook is the oldest of those that are still tried. */
    public void webhookAge(Supplier<Number> seconds) {
        Gauge.builder("conversation.webhooks.age", seconds).description("Age of the oldest webhook that is still tried")
                .baseUnit("seconds").register(registry);
    }

    /** How far this pod's clock is ahead of the database's, in seconds; not a number until it has been compared. */
    public <T> void clockDifference(T clocks, ToDoubleFunction<T> seconds) {
        Gauge.builder("conversation.clock.difference", clocks, seconds)
                .description("How far the clock is ahead of the database's").baseUnit("seconds").register(registry);
    }

    /** A group of appends is about to be written. */
    public void appendGroup(int events, long waitedNanos) {
        appendGroup.record(events);
        appendWait.record(waitedNanos, TimeUnit.NANOSECONDS);
    }

    /** What waits to be appended. */
    public <T> void appendQueue(T queue, ToDoubleFunction<T> events, ToDoubleFunction<T> bytes) {
        Gauge.builder("conversation.append.queue", queue, events).description("Events waiting for a group").register(registry);
        Gauge.builder("conversation.append.queue.size", queue, bytes).description("Bytes waiting for a group")
                .baseUnit("bytes").register(registry);
    }

    /** Arrivals told to Kafka of which that became. */
    public Counter kafkaOutRecords(String outcome) {
        return Counter.builder("conversation.kafka.out.records").tag("outcome", outcome)
                .description("Arrivals that Kafka has acknowledged, or that its topic refuses for good").register(registry);
    }

    /** One where this pod tells Kafka, and Kafka takes it, zero where another is to; not a number where nobody is. */
    public void kafkaOutHolder(Supplier<Number> holder) {
        Gauge.builder("conversation.kafka.out.holder", holder)
                .description("Whether it is this pod that tells Kafka what arrives").register(registry);
    }

    /** How long ago what Kafka has not acknowledged yet arrived; not a number where this pod does not tell it. */
    public void kafkaOutLag(Supplier<Number> seconds) {
        Gauge.builder("conversation.kafka.out.lag", seconds)
                .description("Age of the oldest arrival that Kafka has not acknowledged").baseUnit("seconds")
                .register(registry);
    }

    /** Records from Kafka of which that became. */
    public Counter kafkaRecords(String outcome) {
        return Counter.builder("conversation.kafka.in.records").tag("outcome", outcome)
                .description("Records from Kafka that were stored, were there before, or went to the dead letters")
                .register(registry);
    }

    /** Rounds over records from Kafka that left some to be repeated. */
    public Counter kafkaRetries() {
        return counter(registry, "conversation.kafka.in.retries",
                "Rounds over records from Kafka that left some to be repeated, as database or brokers were away");
    }

    /** How many records of its partitions this pod has yet to take from Kafka. */
    public void kafkaLag(Number records) {
        Gauge.builder("conversation.kafka.in.lag", records, Number::doubleValue)
                .description("Records that are in the pod's partitions and not yet taken").register(registry);
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}
