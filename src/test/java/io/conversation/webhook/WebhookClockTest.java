package io.conversation.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.conversation.fault.Waiting;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Of two pods one has a clock that is off: it leaves to the other what is to be told, and when that is given up. */
@QuarkusTest
@TestProfile(Hooked.class)
class WebhookClockTest extends ToldOfEnds {

    @Inject
    Clock clock;

    @Inject
    Deliveries deliveries;

    @Inject
    OtherPod other;

    private static Optional<Delivery> stored() {
        return Optional.ofNullable(Deliveries.collection().find().first()).map(Delivery::of);
    }

    private static boolean isFailing(int attempts) {
        return stored().filter(one -> one.state() == DeliveryState.FAILING && one.attempts() == attempts
                && one.due().isAfter(one.lastAt())).isPresent();
    }

    @Test
    void a_pod_whose_clock_is_a_day_ahead_sends_nothing_and_gives_nothing_up() throws Exception {
        receiver.always(TestReceiver.status(500));
        String id = client.createFresh("call");
        client.complete(id).expect(200);
        Waiting.until("it has failed", () -> isFailing(1));
        Deliveries ahead = other.deliveries(Clock.offset(clock, Duration.ofHours(25)));
        Attempts itsAttempts = other.attempts(ahead, clock);
        assertThat(other.courier(ahead, itsAttempts).sendDue()).isFalse();
        assertThat(receiver.toldOf(id)).hasSize(1);
        // Its clock was set while it was at one.
        itsAttempts.make(deliveries.take(stored().orElseThrow()).orElseThrow());
        Waiting.until("a pod whose clock is right has gone on", () -> isFailing(2) && receiver.toldOf(id).size() == 3);
    }
}
