package io.conversation.database;

import java.time.Duration;

/** Between two tries of what failed: twice as long each time, up to the longest, until it has gone well. */
public final class GrowingPause {

    private final Duration first;
    private final Duration longest;
    private Duration next;

    public GrowingPause(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
        this.next = first;
    }

    /** For how long now; the one after it is longer. */
    public Duration next() {
        Duration now = next;
        Duration twice = now.multipliedBy(2);
        next = twice.compareTo(longest) < 0 ? twice : longest;
        return now;
    }

    /** It has gone well: the next begins anew. */
    public void reset() {
        next = first;
    }
}
