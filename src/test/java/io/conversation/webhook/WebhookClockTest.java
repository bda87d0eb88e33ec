package io.conversation.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.model.Filters;

import io.conversation.ConversationClient;
import io.conversation.database.Deadlines;
import io.conversation.database.Places;
import io.conversation.fault.Waiting;
import io.conversation.http.Drain;
import io.conversation.http.StoredSizes;
import io.conversation.http.Work;
import io.conversation.session.Sessions;
import io.conversation.telemetry.Meters;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Of two pods one has a clock that is off: it leaves to the other what is to be told, and when that is given up. */
@QuarkusTest
@TestProfile(Hooked.class)
class WebhookClockTest {

    private final ConversationClient client = new ConversationClient();

    @Inject
    Clock clock;

    @Inject
    Deliveries deliveries;

    @Inject
    Receiver settings;

    @Inject
    Backlog backlog;

    @Inject
    Drain drain;

    @Inject
    Deadlines deadlines;

    @Inject
    Sessions sessions;

    @Inject
    Places places;

    @Inject
    Post post;

    @Inject
    ObjectMapper mapper;

    @Inject
    Work work;

    @Inject
    StoredSizes sizes;

    @Inject
    Meters meters;

    private TestReceiver receiver;

    @BeforeEach
    void open() throws Exception {
        receiver = Hooked.receiver();
        Hooked.awaitBegin();
    }

    @AfterEach
    void close() {
        receiver.close();
        Deliveries.collection().deleteMany(Filters.empty());
    }

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
        Deliveries ahead = new Deliveries(settings, Clock.offset(clock, Duration.ofHours(25)), () -> false, deadlines);
        Attempts itsAttempts = new Attempts(settings, ahead, sessions, places, post, mapper, clock, work, sizes, meters);
        assertThat(new Courier(settings, ahead, itsAttempts, backlog, drain).sendDue()).isFalse();
        assertThat(receiver.toldOf(id)).hasSize(1);
        // Its clock was set while it was at one.
        itsAttempts.make(deliveries.take(stored().orElseThrow()).orElseThrow());
        Waiting.until("a pod whose clock is right has gone on", () -> isFailing(2) && receiver.toldOf(id).size() == 3);
    }
}
