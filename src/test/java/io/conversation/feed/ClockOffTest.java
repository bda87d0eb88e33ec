package io.conversation.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.database.ArrivalIds;
import io.conversation.database.ComparedClock;
import io.conversation.database.MovableClock;
import io.conversation.feed.Tap.Taken;
import io.conversation.follow.ReplicaSetDatabase;
import io.conversation.problem.ProblemException;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** At a pod whose clock is ahead, and behind a position that one has given out. */
@QuarkusTest
@TestProfile(ReplicaSetDatabase.Profile.class)
class ClockOffTest extends PodsOnReplicaSet {

    private static final Duration HOUR = Duration.ofHours(1);

    private final MovableClock moved = new MovableClock();
    private volatile boolean off;

    private void set(Duration ahead) {
        moved.ahead(ahead);
        off = !ahead.isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = { "true", "false" })
    void nothing_is_told_or_settled_while_it_is_off_and_gone_on_with_when_it_is_right(String changeStreams) {
        String session = client.createFresh("clock");
        Feed pod = pod(new ComparedClock(moved, () -> !off), "sessions.stream.change-streams", changeStreams);
        Tap tap = pod.tap(settledNow(), Set.of());
        rest(tap, Set.of(session));
        set(HOUR);
        List.<Runnable> of(() -> next(tap, 10), pod::now, () -> pod.tap(null, Set.of()))
                .forEach(off -> assertThatThrownBy(off::run).isInstanceOf(ProblemException.class));
        set(Duration.ZERO);
        append(session, "a");
        Taken taken = rest(tap, Set.of(session));
        assertThat(told(taken.items())).contains("a");
        append(session, "b");
        assertThat(once(told(rest(pod.tap(taken.next(), Set.of()), Set.of(session)).items()))).endsWith("b");
    }

    @Test
    void a_position_that_was_settled_by_a_clock_ahead_is_taken_for_what_is_settled_by_now() {
        String session = client.createFresh("clock");
        ObjectId inAnHour = ArrivalIds.lowest(clock.instant().plus(HOUR));
        Mark mark = FeedPosition.parse(rest(pod().tap(settledNow(), Set.of()), Set.of(session)).next(), Whose.EVERYBODY)
                .mark();
        append(session, "a");
        for (FeedPosition position : List.of(FeedPosition.settled(inAnHour, Whose.EVERYBODY),
                FeedPosition.marked(new Mark(inAnHour, inAnHour.getTimestamp(), mark.token()), Whose.EVERYBODY),
                FeedPosition.marked(Mark.start(inAnHour, inAnHour.getTimestamp(),
                        new History(database, name, deadlines, null).before(clock.instant().plus(HOUR))), Whose.EVERYBODY))) {
            Tap tap = pod().tap(position.text(), Set.of());
            next(tap, 10);
            append(session, "b" + position.text().hashCode());
            assertThat(once(told(rest(tap, Set.of(session)).items()))).endsWith("b" + position.text().hashCode());
        }
    }
}
