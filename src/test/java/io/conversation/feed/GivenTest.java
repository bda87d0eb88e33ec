package io.conversation.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.database.ArrivalIds;
import io.conversation.problem.ProblemException;
import io.conversation.tenant.Tenant;

/** Positions know what their reader has been given: what became visible since is found, and little is told again. */
class GivenTest {

    private static final Duration OVERLAP = Duration.ofSeconds(30);
    private static final Whose MINE = Whose.of(Tenant.NONE);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static ObjectId ago(Duration time) {
        return ArrivalIds.lowest(NOW.minus(time));
    }

    /** One each 100 ms. */
    private static List<ObjectId> arrivals(int count) {
        return LongStream.range(0, count).mapToObj(i -> ago(Duration.ofMillis(100 * (count - 1 - i)))).toList();
    }

    private static Given given(List<ObjectId> ids) {
        Given given = Given.live(MINE, OVERLAP, FeedPosition.before(ids.getFirst(), Duration.ofSeconds(1)), List.of());
        ids.forEach(given::add);
        return given;
    }

    private static FeedPosition again(FeedPosition position) {
        FeedPosition parsed = FeedPosition.parse(position.text(), position.whose());
        assertThat(parsed).isEqualTo(position);
        return parsed;
    }

    private static List<ObjectId> within(List<ObjectId> ids) {
        ObjectId start = FeedPosition.before(ids.getLast(), OVERLAP);
        return ids.stream().filter(id -> id.compareTo(start) > 0).sorted().toList();
    }

    @Test
    void nothing_is_told_again_where_nothing_has_changed() {
        for (int count : List.of(1, 2, 30, 500, 3000)) {
            List<ObjectId> ids = arrivals(count);
            assertThat(Given.surelyUpTo(again(given(ids).position()), within(ids))).isEqualTo(ids.getLast());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 40, 90, 450, 1550, 7010, 14_050, 29_950 })
    void what_became_visible_is_behind_what_was_surely_given_and_not_far(long millis) {
        List<ObjectId> ids = arrivals(400);
        FeedPosition position = again(given(ids).position());
        ObjectId late = ago(Duration.ofMillis(millis));
        List<ObjectId> there = new ArrayList<>(ids);
        there.add(late);
        there.sort(null);
        ObjectId surely = Given.surelyUpTo(position, within(there));
        assertThat(surely).isLessThan(late);
        assertThat(Duration.between(ArrivalIds.time(surely), NOW))
                .isLessThanOrEqualTo(Duration.ofMillis(Math.max(100, 2 * millis)));
    }

    @Test
    void one_that_came_for_one_that_went_is_noticed() {
        List<ObjectId> ids = arrivals(100);
        FeedPosition position = again(given(ids).position());
        List<ObjectId> there = new ArrayList<>(ids);
        there.remove(50);
        there.add(50, ArrivalIds.lowest(ArrivalIds.time(ids.get(50)).plusMillis(1)));
        assertThat(Given.surelyUpTo(position, within(there))).isLessThan(there.get(50));
    }

    @Test
    void what_is_given_in_any_order_counts_alike() {
        List<ObjectId> ids = arrivals(50);
        Given given = given(ids.subList(0, 49));
        ObjectId late = ago(Duration.ofMillis(1250));
        assertThat(given.has(late)).isFalse();
        given.add(ids.get(49));
        given.add(late);
        assertThat(given.has(late)).isTrue();
        List<ObjectId> all = new ArrayList<>(ids);
        all.add(late);
        all.sort(null);
        assertThat(given.position()).isEqualTo(given(all).position());
    }

    @Test
    void a_settled_one_knows_nothing_but_how_far_it_is() {
        Given given = Given.settled(MINE, ago(Duration.ofHours(2)));
        given.add(ago(Duration.ofHours(1)));
        assertThat(given.has(ago(Duration.ofMinutes(90)))).isTrue();
        assertThat(given.has(ago(Duration.ofMinutes(30)))).isFalse();
        assertThat(again(given.position()).isSettled()).isTrue();
        assertThat(given.position().text()).hasSize(28);
    }

    @Test
    void a_position_is_short_however_much_is_within_the_overlap() {
        assertThat(given(arrivals(3000)).position().text().length()).isLessThan(64);
    }

    @Test
    void no_character_of_a_position_can_change_unnoticed_and_no_other_tenant_has_it() {
        String text = given(arrivals(20)).position().text();
        for (int i = 0; i < text.length(); i++) {
            String changed = text.substring(0, i) + (text.charAt(i) == 'A' ? 'B' : 'A') + text.substring(i + 1);
            assertThatThrownBy(() -> FeedPosition.parse(changed, MINE)).isInstanceOf(ProblemException.class);
        }
        for (Whose other : List.of(Whose.of(Tenant.named("acme")), Whose.EVERYBODY)) {
            assertThatThrownBy(() -> FeedPosition.parse(text, other)).isInstanceOf(ProblemException.class);
        }
    }
}
