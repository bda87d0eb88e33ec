package io.conversation.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.tenant.Tenant;

class FailedSessionsTest {

    private final FailedSessions failed = new FailedSessions();

    private static ImportedLine line(String session) {
        return ImportedLine.of(1, """
                {"sessionId": "%s", "language": "en", "status": "completed", "events": []}""".formatted(session)
                .getBytes(StandardCharsets.UTF_8), Tenant.NONE);
    }

    private static ImportedLine failing(String session, ProblemType type) {
        ImportedLine line = line(session);
        line.refuse(new ProblemException(type, "It failed.").toProblem(null));
        return line;
    }

    private boolean isRefused(String session) {
        ImportedLine line = line(session);
        failed.refuse(List.of(line));
        return line.isUnavailable();
    }

    @Test
    void what_follows_of_a_session_that_may_lack_something_is_not_taken() {
        failed.see(List.of(failing("lost", ProblemType.UNAVAILABLE), line("stored"),
                failing("bad", ProblemType.VALIDATION_FAILED)));
        assertThat(isRefused("lost")).isTrue();
        assertThat(isRefused("stored")).isFalse();
        assertThat(isRefused("bad")).isFalse();
    }

    @Test
    void the_latest_are_known_however_many_fail() {
        failed.see(IntStream.range(0, 5000).mapToObj(i -> failing("lost" + i, ProblemType.UNAVAILABLE)).toList());
        assertThat(isRefused("lost4999")).isTrue();
        assertThat(isRefused("lost0")).isFalse();
    }
}
