package io.conversation.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;

import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

class FoundTest {

    private static Arrival arrival(int at, Kind kind) {
        return new Arrival(new ObjectId("%024x".formatted(at)), kind, null);
    }

    private static Found found(Kind kind, boolean more, int... at) {
        return new Found(IntStream.of(at).mapToObj(one -> arrival(one, kind)).toList(), more);
    }

    private static List<Integer> together(int limit, Found... kinds) {
        return Found.together(List.of(kinds), limit).stream().map(arrival -> Integer.parseInt(arrival.id().toHexString(), 16))
                .toList();
    }

    @Test
    void kinds_come_together_in_order_and_no_more_than_are_asked_for() {
        Found ends = found(Kind.ENDED, false, 3, 9);
        Found events = found(Kind.STORED, false, 2, 4);
        Found sessions = found(Kind.CREATED, false, 1, 8);
        assertThat(together(10, ends, events, sessions)).containsExactly(1, 2, 3, 4, 8, 9);
        assertThat(together(4, ends, events, sessions)).containsExactly(1, 2, 3, 4);
        assertThat(together(4, found(Kind.ENDED, false), found(Kind.STORED, false))).isEmpty();
    }

    @Test
    void what_is_behind_the_last_of_a_kind_of_which_there_may_be_more_waits_for_that() {
        assertThat(
                together(10, found(Kind.ENDED, false, 3, 9), found(Kind.STORED, true, 2, 4), found(Kind.CREATED, false, 1, 8)))
                .containsExactly(1, 2, 3, 4);
        assertThat(together(10, found(Kind.ENDED, true, 3), found(Kind.STORED, true, 2, 4))).containsExactly(2, 3);
    }
}
