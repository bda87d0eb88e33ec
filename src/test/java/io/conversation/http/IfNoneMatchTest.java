package io.conversation.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IfNoneMatchTest {

    @ParameterizedTest
    @ValueSource(strings = { "\"a\"", "W/\"a\"", "\"b\", \"a\"", "W/\"b\",W/\"a\" , \"c\"", ", ,\"a\",", "b, \"a\"", "W/ \"a\"",
            "*", " * " })
    void a_tag_is_found_in_every_spelling_strong_or_weak_and_among_others(String value) {
        assertThat(IfNoneMatch.of(value).has("a")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "a", "\"a", "a\"", "\"b\"", "W/a", "\"A\"", "\"a \"", "'a'", "*, b", "**" })
    void what_is_none_is_passed_over(String value) {
        assertThat(IfNoneMatch.of(value).has("a")).isFalse();
    }

    @Test
    void tags_are_told_without_quotes_in_their_order() {
        assertThat(IfNoneMatch.of("W/\"a,b\", \"\", \"c\"").tags()).containsExactly("a,b", "", "c");
    }
}
