package io.conversation.feed;

import java.time.Clock;
import java.time.Instant;
import java.util.function.BooleanSupplier;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.conversation.database.ClockComparison;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;

/**
 * This pod's time, for who takes what is older for settled: refused while it is off, as all that comes would be passed over.
 */
@Singleton
class FeedClock {

    private final Clock clock;
    private final BooleanSupplier allowed;

    @Inject
    FeedClock(Clock clock, ClockComparison clocks) {
        this(clock, clocks::isAllowed);
    }

    FeedClock(Clock clock, BooleanSupplier allowed) {
        this.clock = clock;
        this.allowed = allowed;
    }

    Instant now() {
        Instant now = clock.instant();
        // Afterwards, as it may just have been set.
        if (!allowed.getAsBoolean()) {
            throw new ProblemException(ProblemType.UNAVAILABLE,
                    "This pod's clock is further from the database's than is allowed, or not compared yet; go on at another.");
        }
        return now;
    }
}
