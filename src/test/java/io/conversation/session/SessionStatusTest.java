package io.conversation.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionStatusTest {

    @ParameterizedTest
    @EnumSource
    void each_status_is_found_by_its_name_on_the_wire(SessionStatus status) {
        assertThat(SessionStatus.of(status.wire())).contains(status);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "Active", "ACTIVE", "ended", "active " })
    void no_other_text_is_a_status(String text) {
        assertThat(SessionStatus.of(text)).isEmpty();
    }

    @Test
    void only_completed_and_failed_are_ends() {
        assertThat(SessionStatus.values()).filteredOn(SessionStatus::isEnded)
                .containsExactly(SessionStatus.COMPLETED, SessionStatus.FAILED);
    }

    @Test
    void a_session_can_end_from_each_status_that_is_no_end() {
        assertThat(SessionStatus.OPEN).containsExactly(SessionStatus.INITIATED, SessionStatus.ACTIVE);
    }
}
