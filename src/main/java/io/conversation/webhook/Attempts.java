package io.conversation.webhook;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.conversation.database.Places;
import io.conversation.http.StoredSizes;
import io.conversation.http.Work;
import io.conversation.problem.ProblemException;
import io.conversation.session.Session;
import io.conversation.session.Sessions;
import io.conversation.telemetry.LogFields;
import io.conversation.telemetry.Meters;

/** Makes an attempt at a delivery that was taken: the session as it is by now, signed and sent, and what came of it stored. */
@Singleton
class Attempts {

    private static final Logger LOG = Logger.getLogger(Attempts.class);
    /** What is sent, beside the session that it was made of, and the server's copy of it. */
    private static final int COPIES = 3;

    private final Receiver receiver;
    private final Deliveries deliveries;
    private final Sessions sessions;
    private final Places places;
    private final Post post;
    private final ObjectMapper mapper;
    private final Clock clock;
    private final Work work;
    private final StoredSizes sizes;
    private final Meters meters;
    private final AtomicBoolean failing = new AtomicBoolean();

    Attempts(Receiver receiver, Deliveries deliveries, Sessions sessions, Places places, Post post, ObjectMapper mapper,
            Clock clock, Work work, StoredSizes sizes, Meters meters) {
        this.receiver = receiver;
        this.deliveries = deliveries;
        this.sessions = sessions;
        this.places = places;
        this.post = post;
        this.mapper = mapper;
        this.clock = clock;
        this.work = work;
        this.sizes = sizes;
        this.meters = meters;
    }

    @ActivateRequestContext
    void make(Delivery taken) throws InterruptedException {
        Optional<Session> session = session(taken);
        if (session.isEmpty()) {
            deliveries.done(taken);
            return;
        }
        work.await((long) COPIES * session.get().metadata.size());
        settle(taken, send(taken, session.get()));
    }

    /** Empty where it is not to be told of any more, or another has its id by now. */
    private Optional<Session> session(Delivery taken) {
        work.expect(sizes.sessions.expected(1));
        try {
            return Optional
                    .of(places.at(taken.sessionId().stored(), deadline -> sessions.requireDurable(taken.sessionId(), deadline)))
                    .filter(session -> taken.id().equals(session.endedId));
        } catch (ProblemException e) {
            if (e.isUnavailable()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private Outcome send(Delivery taken, Session session) throws InterruptedException {
        byte[] body = json(Message.ended(session, receiver.link(session.sessionId)));
        String id = taken.id().toHexString();
        long seconds = clock.instant().getEpochSecond();
        return post.send(Map.of("content-type", "application/json", "user-agent", "conversation-sessions", "webhook-id", id,
                "webhook-timestamp", Long.toString(seconds), "webhook-signature",
                receiver.signatures().of(id, seconds, body)), body, taken.attempts());
    }

    private byte[] json(Message message) {
        try {
            return mapper.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A session that is stored can be written", e);
        }
    }

    private void settle(Delivery taken, Outcome outcome) {
        if (outcome.isDelivered()) {
            deliveries.done(taken);
            meters.webhooksDelivered.increment();
            if (failing.compareAndSet(true, false)) {
                LOG.infof("Webhooks are taken again by %s", receiver.host());
            }
            return;
        }
        meters.webhooksFailed.increment();
        deliveries.time().ifPresentOrElse(now -> settleFailed(taken, outcome, now),
                () -> deliveries.leave(taken, Duration.ZERO));
    }

    private void settleFailed(Delivery taken, Outcome outcome, Instant now) {
        Optional<Instant> next = outcome.isRefusedForEver() ? Optional.empty()
                : Pauses.next(taken.attempts(), now, taken.since().plus(receiver.giveUpAfter()), outcome.retryAfter(),
                        ThreadLocalRandom.current().nextDouble());
        next.ifPresentOrElse(due -> tryAgain(taken, outcome, due), () -> giveUp(taken, outcome));
    }

    private void tryAgain(Delivery taken, Outcome outcome, Instant due) {
        deliveries.failed(taken, outcome, due);
        if (failing.compareAndSet(false, true)) {
            LOG.warnf("A webhook was not taken by %s (%s), and is tried again, as others are", receiver.host(), outcome.told());
        }
    }

    private void giveUp(Delivery taken, Outcome outcome) {
        deliveries.givenUp(taken, outcome);
        meters.webhooksGivenUp.increment();
        LogFields.with(Map.of(LogFields.SESSION, taken.sessionId().clientId()),
                () -> LOG.errorf("A webhook was given up after %d attempts: %s", taken.attempts(), outcome.told()));
    }
}
