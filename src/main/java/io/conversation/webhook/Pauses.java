package io.conversation.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When a delivery that failed is tried again: after the pauses that Standard Webhooks names, each up to a tenth longer or
 * shorter by chance, so that what failed together does not come back together; and at last when it is about to be given up.
 */
final class Pauses {

    /** What a receiver asks for counts up to so much. */
    static final Duration LONGEST_ASKED = Duration.ofHours(1);

    private static final List<Duration> PAUSES = List.of(Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofMinutes(30),
            Duration.ofHours(2), Duration.ofHours(5), Duration.ofHours(10), Duration.ofHours(14), Duration.ofHours(20),
            Duration.ofHours(24));

    private Pauses() {
    }

    /**
     * @param attempts that have failed, one at least
     * @param last when it is tried at the latest
     * @param asked by the receiver, zero if it did not
     * @param chance from 0 to 1
     * @return empty when it is given up
     */
    static Optional<Instant> next(int attempts, Instant now, Instant last, Duration asked, double chance) {
        if (!now.isBefore(last)) {
            return Optional.empty();
        }
        Duration pause = PAUSES.get(Math.min(attempts, PAUSES.size()) - 1);
        Duration jittered = Duration.ofMillis((long) (pause.toMillis() * (0.9 + 0.2 * chance)));
        Duration bounded = asked.compareTo(LONGEST_ASKED) < 0 ? asked : LONGEST_ASKED;
        Instant next = now.plus(bounded.compareTo(jittered) > 0 ? bounded : jittered);
        return Optional.of(next.isBefore(last) ? next : last);
    }
}
