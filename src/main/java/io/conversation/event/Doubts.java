package io.conversation.event;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Which shards have lately failed, by what has become of the writes to them. It decides only about who is written together, so
 * it may be wrong: a shard that is doubted for nothing is written as fast, by itself.
 */
final class Doubts {

    private final long leastNanos;
    private final Map<String, Long> failed = new ConcurrentHashMap<>();
    private final Map<String, Long> worked = new ConcurrentHashMap<>();

    /** @param least how long a shard is doubted after its last failure, however well it works again */
    Doubts(Duration least) {
        this.leastNanos = least.toNanos();
    }

    Set<String> among(Set<String> shards) {
        return failed.isEmpty() ? Set.of()
                : shards.stream().filter(failed::containsKey).collect(Collectors.toUnmodifiableSet());
    }

    void worked(Set<String> shards) {
        long now = System.nanoTime();
        for (String shard : shards) {
            worked.put(shard, now);
            failed.computeIfPresent(shard, (same, at) -> now - at > leastNanos ? null : at);
        }
    }

    /**
     * A write to these shards that was begun then has failed. Which of them it was is not told; not those that have worked
     * meanwhile, if there are others.
     */
    void failed(Set<String> shards, long begun) {
        Set<String> blamed = new HashSet<>(shards);
        blamed.removeIf(shard -> worked.containsKey(shard) && worked.get(shard) - begun > 0);
        long now = System.nanoTime();
        (blamed.isEmpty() ? shards : blamed).forEach(shard -> failed.put(shard, now));
    }
}
