package io.conversation.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

class ShardRangesTest {

    private static final long LOWEST = Long.MIN_VALUE;

    private static NavigableMap<Long, String> collection(Map<Long, String> begins) {
        return new TreeMap<>(begins);
    }

    @Test
    void a_hash_is_where_all_the_collections_have_it() {
        ShardRanges ranges = ShardRanges.of(List.of(collection(Map.of(LOWEST, "a", 0L, "b")),
                collection(Map.of(LOWEST, "a", -5L, "a", 10L, "c"))));
        assertThat(ranges.at(LOWEST)).isEqualTo(Set.of("a"));
        assertThat(ranges.at(-1)).isEqualTo(Set.of("a"));
        assertThat(ranges.at(0)).isEqualTo(Set.of("a", "b"));
        assertThat(ranges.at(9)).isEqualTo(Set.of("a", "b"));
        assertThat(ranges.at(10)).isEqualTo(Set.of("b", "c"));
        assertThat(ranges.at(Long.MAX_VALUE)).isEqualTo(Set.of("b", "c"));
        assertThat(ranges.areKnown()).isTrue();
    }

    @Test
    void where_all_is_on_one_shard_there_is_nothing_to_tell_apart() {
        assertThat(ShardRanges.of(List.of(collection(Map.of(LOWEST, "a", 0L, "a")), collection(Map.of(LOWEST, "a")))))
                .isSameAs(ShardRanges.NONE);
    }

    @Test
    void nothing_is_known_where_there_are_none() {
        assertThat(ShardRanges.NONE.areKnown()).isFalse();
        assertThat(ShardRanges.NONE.at(7)).isEmpty();
    }
}
