package io.conversation.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

/**
 * Tokens that were verified in the last seconds, by their hash: a signature costs more to check than all else of an append.
 * None is good for longer than it says itself, and there are only so many.
 */
@Singleton
class RecentTokens {

    static final int MOST = 2000;
    private static final Duration REMEMBERED = Duration.ofSeconds(5);

    private record Entry(Grant grant, Instant until) {
    }

    private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();
    private final Clock clock;

    RecentTokens(Clock clock) {
        this.clock = clock;
    }

    /** Null when it is not remembered. */
    Grant get(String hash) {
        Entry entry = entries.get(hash);
        if (entry == null) {
            return null;
        }
        if (clock.instant().isBefore(entry.until())) {
            return entry.grant();
        }
        entries.remove(hash, entry);
        return null;
    }

    void put(String hash, Grant grant) {
        Instant now = clock.instant();
        Instant until = now.plus(REMEMBERED);
        if (entries.size() >= MOST) {
            entries.values().removeIf(entry -> !now.isBefore(entry.until()));
        }
        // Of more than that in so few seconds, the rest is verified each time.
        if (entries.size() < MOST) {
            entries.put(hash, new Entry(grant, grant.ends().filter(until::isAfter).orElse(until)));
        }
    }
}
