package io.conversation.database;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The ranges of a hashed key, each with the shards that have it in any of several collections. */
final class ShardRanges {

    /** Of a database that is all on one shard, or whose shards are not known. */
    static final ShardRanges NONE = new ShardRanges(new long[] { Long.MIN_VALUE }, List.of(Set.of()));

    private final long[] begins;
    private final List<Set<String>> shards;

    private ShardRanges(long[] begins, List<Set<String>> shards) {
        this.begins = begins;
        this.shards = shards;
    }

    /** @param collections of each the shards by where their ranges begin, the first at the lowest of all */
    static ShardRanges of(Collection<NavigableMap<Long, String>> collections) {
        TreeMap<Long, Set<String>> ranges = new TreeMap<>();
        collections.stream().flatMap(each -> each.keySet().stream()).collect(Collectors.toCollection(TreeSet::new))
                .forEach(begin -> {
                    Set<String> here = collections.stream().map(each -> each.floorEntry(begin).getValue())
                            .collect(Collectors.toUnmodifiableSet());
                    if (ranges.isEmpty() || !ranges.lastEntry().getValue().equals(here)) {
                        ranges.put(begin, here);
                    }
                });
        if (ranges.size() == 1 && ranges.firstEntry().getValue().size() == 1) {
            return NONE;
        }
        return new ShardRanges(ranges.keySet().stream().mapToLong(Long::longValue).toArray(),
                new ArrayList<>(ranges.values()));
    }

    boolean areKnown() {
        return this != NONE;
    }

    Set<String> all() {
        return shards.stream().flatMap(Set::stream).collect(Collectors.toCollection(TreeSet::new));
    }

    Set<String> at(long hash) {
        int found = Arrays.binarySearch(begins, hash);
        return shards.get(found >= 0 ? found : -found - 2);
    }
}
