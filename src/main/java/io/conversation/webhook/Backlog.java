package io.conversation.webhook;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

import jakarta.inject.Singleton;

import org.bson.BsonDocument;

import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;

import io.conversation.database.ArrivalIds;
import io.conversation.database.Deadlines;
import io.conversation.telemetry.Meters;

/**
 * How many deliveries there are in each state, of all pods, and how old the oldest is that is still tried; looked at now and
 * then.
 */
@Singleton
class Backlog {

    private static final long PAUSE_NANOS = Duration.ofSeconds(15).toNanos();
    /** More are told as so many. */
    private static final int MOST = 10_000;

    private final Deliveries deliveries;
    private final Deadlines deadlines;
    private volatile Map<DeliveryState, Long> counts = Map.of();
    private volatile double age = Double.NaN;
    private long looked = System.nanoTime() - PAUSE_NANOS;

    Backlog(Deliveries deliveries, Deadlines deadlines, Meters meters) {
        this.deliveries = deliveries;
        this.deadlines = deadlines;
        for (DeliveryState state : DeliveryState.values()) {
            meters.webhooks(state.wire(), () -> counts.containsKey(state) ? counts.get(state) : Double.NaN);
        }
        meters.webhookAge(() -> age);
    }

    /** Of one thread. */
    void lookIfItIsTime() {
        if (System.nanoTime() - looked >= PAUSE_NANOS) {
            looked = System.nanoTime();
            look();
        }
    }

    void look() {
        Map<DeliveryState, Long> found = new EnumMap<>(DeliveryState.class);
        for (DeliveryState state : DeliveryState.values()) {
            found.put(state, deadlines.start().on(Deliveries.fromPrimary())
                    .countDocuments(Filters.eq(Delivery.STATE, state.wire()), new CountOptions().limit(MOST)));
        }
        age = Math.max(age(DeliveryState.PENDING), age(DeliveryState.FAILING));
        counts = found;
    }

    /** Zero where there is none. */
    private double age(DeliveryState state) {
        BsonDocument oldest = deadlines.start().on(Deliveries.fromPrimary())
                .find(Filters.eq(Delivery.STATE, state.wire())).sort(Sorts.ascending(Delivery.ID)).limit(1).first();
        return oldest == null ? 0
                : Duration.between(ArrivalIds.time(oldest.getObjectId(Delivery.ID).getValue()), deliveries.now()).toMillis()
                        / 1000.0;
    }
}
