package io.conversation.database;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;

/**
 * This pod's time, for who compares it with what other pods have written: there is none while its clock is off, as all that
 * comes would be taken for settled, or a day for over.
 */
@Singleton
public class ComparedClock {

    private final Clock clock;
    private final BooleanSupplier allowed;

    @Inject
    ComparedClock(Clock clock, ClockComparison clocks) {
        this(clock, clocks::isAllowed);
    }

    public ComparedClock(Clock clock, BooleanSupplier allowed) {
        this.clock = clock;
        this.allowed = allowed;
    }

    public Optional<Instant> now() {
        Instant now = clock.instant();
        // Afterwards, as it may just have been set.
        return allowed.getAsBoolean() ? Optional.of(now) : Optional.empty();
    }

    /** Refuses with {@code unavailable} where there is none. */
    public Instant required() {
        return now().orElseThrow(() -> new ProblemException(ProblemType.UNAVAILABLE,
                "This pod's clock is further from the database's than is allowed, or not compared yet; go on at another."));
    }
}
