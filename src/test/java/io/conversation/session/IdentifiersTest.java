package io.conversation.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.problem.Violation;
import io.conversation.problem.Violations;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;

class IdentifiersTest {

    @ParameterizedTest
    @ValueSource(strings = { "a", "Z", "0", "+15550100", "call-7f3a", "a._:@+~-", "batching", "imports" })
    void ids_of_the_alphabet_are_well_formed(String id) {
        assertThat(Identifiers.isWellFormed(id)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", ".", "..", "-a", "_a", ":a", "@a", "~a", " a", "a ", "a/b", "a%b", "a\nb", "a\n", "ä", "aä",
            "a\0b", "a?b", "a#b", "a,b", "٣", "a٣", "ａ" })
    void anything_else_is_not(String id) {
        assertThat(Identifiers.isWellFormed(id)).isFalse();
    }

    @Test
    void an_id_has_128_characters_at_the_most() {
        assertThat(Identifiers.isWellFormed("a".repeat(128))).isTrue();
        assertThat(Identifiers.isWellFormed("a".repeat(129))).isFalse();
    }

    /** The pattern stands in the OpenAPI document; the check is written out for speed. */
    @Property
    void the_published_pattern_says_the_same_as_the_check(@ForAll @StringLength(max = 3) String id) {
        assertThat(Identifiers.isWellFormed(id)).isEqualTo(id.matches(Identifiers.PATTERN));
    }

    @ParameterizedTest
    @ValueSource(strings = { "import", "export" })
    void a_session_cannot_be_named_like_a_path_of_the_service(String id) {
        Violations violations = new Violations();
        Identifiers.checkSessionId(id, "sessionId", violations);
        assertThat(violations.list()).extracting(Violation::field).containsExactly("sessionId");
    }

    @ParameterizedTest
    @ValueSource(strings = { "batch", "stream" })
    void an_event_cannot_be_named_like_a_path_of_the_service(String id) {
        Violations violations = new Violations();
        Identifiers.checkEventId(id, "eventId", violations);
        assertThat(violations.list()).extracting(Violation::field).containsExactly("eventId");
    }

    @Test
    void an_absent_id_is_told_as_required() {
        Violations violations = new Violations();
        Identifiers.checkEventId(null, "eventId", violations);
        assertThat(violations.list()).containsExactly(new Violation("eventId", "is required"));
    }
}
