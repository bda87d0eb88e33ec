package io.conversation.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.conversation.http.StoredSizes.Largest;

class StoredSizesTest {

    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    private final Largest largest = new Largest();

    private void seeing(int documents, long size) {
        for (int i = 0; i < documents; i++) {
            largest.saw(size);
        }
    }

    @Test
    void large_ones_are_expected_at_the_start_until_a_hundred_have_been_seen() {
        seeing(99, KIB);
        assertThat(largest.expected(1)).isGreaterThan(MIB / 4);
        seeing(1, 2 * KIB);
        assertThat(largest.expected(1)).isBetween(2L * KIB, 4L * KIB);
    }

    @Test
    void one_that_is_large_is_expected_at_once_and_not_forgotten_for_small_ones() {
        seeing(100, KIB);
        seeing(1, MIB);
        seeing(1000, KIB);
        assertThat(largest.expected(1)).isGreaterThan(MIB / 4);
        assertThat(largest.expected(1000)).isLessThan(64L * MIB);
    }
}
