package io.conversation.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class ViolationsTest {

    private final Violations violations = new Violations();

    @Test
    void without_violations_nothing_is_refused() {
        assertThatCode(violations::throwIfAny).doesNotThrowAnyException();
        assertThat(violations.isEmpty()).isTrue();
    }

    @Test
    void all_violations_are_listed_and_the_first_is_the_detail() {
        violations.add("a", "is required");
        violations.add("b", "is required");
        assertThatThrownBy(violations::throwIfAny).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.type()).isEqualTo(ProblemType.VALIDATION_FAILED);
            assertThat(problem.getMessage()).isEqualTo("a is required (and 1 more)");
            assertThat(problem.violations()).extracting(Violation::field).containsExactly("a", "b");
        });
    }

    @Test
    void no_more_than_100_are_listed() {
        IntStream.range(0, 1000).forEach(i -> violations.add("field" + i, "is wrong"));
        assertThat(violations.list()).hasSize(100);
    }
}
