package io.conversation.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import jakarta.inject.Singleton;

/**
 * For how long a session is there after its end. From then on it is as if it were not, for every read and write, whether it has
 * been removed by then or not. By the end that it tells, so that everybody can know when that will be.
 */
@Singleton
public class Retention {

    private final Optional<Duration> kept;
    private final Clock clock;

    Retention(Lifetimes lifetimes, Clock clock) {
        this.kept = lifetimes.isDryRun() ? Optional.empty() : lifetimes.retention();
        this.clock = clock;
    }

    /** What ended then, or before, is past its time; empty where sessions are kept for ever. */
    Optional<Instant> latestPast() {
        return kept.map(clock.instant()::minus);
    }

    boolean isPast(Session session) {
        return session.endedAt != null && latestPast().filter(latest -> !session.endedAt.isAfter(latest)).isPresent();
    }

    Optional<Duration> timeLeft(Session session) {
        return session.endedAt == null ? Optional.empty()
                : kept.map(time -> Duration.between(clock.instant(), session.endedAt.plus(time)));
    }
}
