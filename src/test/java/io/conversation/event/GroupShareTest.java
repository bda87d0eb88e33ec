package io.conversation.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;

/** When a place is free beside other groups: who waits for company, and for how long. */
class GroupShareTest extends HeldWrites {

    /** Leaves four of six in one group in flight, and room for another. */
    private GroupCommit<String, String> besideFour(Duration patience) throws Exception {
        GroupCommit<String, String> commit = held(new GroupCommit.Limits(2, 10, 1000, 100, 10_000, patience));
        List<Future<String>> writers = List.of(submit(commit, "a"), submit(commit, "b"));
        awaitStarted(2);
        queue(commit, "c", "d", "e", "f");
        mayEnd.release();
        awaitStarted(1);
        mayEnd.release();
        for (Future<String> writer : writers) {
            writer.get();
        }
        return commit;
    }

    @Test
    void a_group_is_begun_only_when_it_has_its_share() throws Exception {
        GroupCommit<String, String> commit = besideFour(LONG);
        queue(commit, "g", "h", "i");
        assertThat(groups).hasSize(3);
        // Of eight that are here at once, the share of one of two places.
        submit(commit, "j");
        awaitStarted(1);

        assertThat(groups).last().isEqualTo(List.of("g", "h", "i", "j"));
    }

    @Test
    void a_share_that_does_not_come_together_is_not_waited_for_for_long() throws Exception {
        GroupCommit<String, String> commit = besideFour(Duration.ofMillis(30));
        submit(commit, "alone");
        awaitStarted(1);

        assertThat(groups).last().isEqualTo(List.of("alone"));
    }
}
