package io.conversation.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;

import org.bson.types.ObjectId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class CursorTest {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=. %é";

    @Provide
    Arbitrary<Position> positions() {
        Arbitrary<Instant> times = Arbitraries.longs().between(-62167219200000L, 253402300799999L).map(Instant::ofEpochMilli);
        Arbitrary<ObjectId> ids = Arbitraries.bytes().array(byte[].class).ofSize(12).map(ObjectId::new);
        return Combinators.combine(times, ids).as(Position::new);
    }

    @Property
    void a_cursor_comes_back_as_its_position(@ForAll("positions") Position position, @ForAll String scope) {
        assertThat(Cursor.decode(Cursor.encode(position, scope), scope)).isEqualTo(position);
    }

    @Property
    void a_cursor_needs_no_escaping_in_a_url(@ForAll("positions") Position position) {
        assertThat(Cursor.encode(position, "events")).matches("[A-Za-z0-9_-]+");
    }

    @Property
    void a_cursor_with_any_character_altered_is_refused(@ForAll("positions") Position position,
            @ForAll @IntRange(max = 39) int at, @ForAll @IntRange(max = 70) int by) {
        String cursor = Cursor.encode(position, "events");
        char other = ALPHABET.charAt(by);
        if (other != cursor.charAt(at)) {
            assertRefused(cursor.substring(0, at) + other + cursor.substring(at + 1), "events");
        }
    }

    @Property
    void a_cursor_of_another_scope_is_refused(@ForAll("positions") Position position,
            @ForAll @StringLength(max = 20) String scope, @ForAll @StringLength(max = 20) String other) {
        if (!scope.equals(other)) {
            assertRefused(Cursor.encode(position, scope), other);
        }
    }

    @Property
    void a_cursor_cut_short_or_drawn_out_is_refused(@ForAll("positions") Position position,
            @ForAll @IntRange(max = 39) int length, @ForAll @StringLength(min = 1, max = 5) String more) {
        String cursor = Cursor.encode(position, "events");
        assertRefused(cursor.substring(0, length), "events");
        assertRefused(cursor + more, "events");
        assertRefused(cursor + "=", "events");
        assertRefused(cursor + "AAAA", "events");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "0", "next", "null", "////////////////////////////////////////" })
    void what_never_was_a_cursor_is_refused(String text) {
        assertRefused(text, "events");
    }

    private static void assertRefused(String cursor, String scope) {
        assertThatThrownBy(() -> Cursor.decode(cursor, scope)).isInstanceOfSatisfying(ProblemException.class,
                problem -> assertThat(problem.type()).isEqualTo(ProblemType.INVALID_CURSOR));
    }
}
