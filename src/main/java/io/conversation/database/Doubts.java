package io.conversation.database;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Which shards have lately failed, by what has become of what was sent to them. It decides only about who goes together with
 * whom, so it may be wrong: a shard that is doubted for nothing is served as fast, by itself.
 */
@Singleton
public class Doubts {

    private final long leastNanos;
    private final Map<String, Long> failed = new ConcurrentHashMap<>();
    private final Map<String, Long> worked = new ConcurrentHashMap<>();

    @Inject
    Doubts(DatabaseConfig config) {
        this(config.timeout());
    }

    /** @param least how long a shard is doubted after its last failure, however well it works again */
    public Doubts(Duration least) {
        this.leastNanos = least.toNanos();
    }

    public Set<String> among(Set<String> shards) {
        return failed.isEmpty() ? Set.of()
                : shards.stream().filter(failed::containsKey).collect(Collectors.toUnmodifiableSet());
    }

    public void worked(Set<String> shards) {
        long now = System.nanoTime();
        for (String shard : shards) {
            worked.put(shard, now);
            failed.computeIfPresent(shard, (same, at) -> now - at > leastNanos ? null : at);
        }
    }

    /**
     * What was begun then on these shards has failed. Which of them it was is not told; not those that have worked
     * meanwhile, if there are others.
     */
    public void failed(Set<String> shards, long begun) {
        Set<String> blamed = new HashSet<>(shards);
        blamed.removeIf(shard -> worked.containsKey(shard) && worked.get(shard) - begun > 0);
        long now = System.nanoTime();
        (blamed.isEmpty() ? shards : blamed).forEach(shard -> failed.put(shard, now));
    }
}
