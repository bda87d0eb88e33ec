package io.conversation.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Logged;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class UnexpectedFailureTest {

    private final ConversationClient client = new ConversationClient();

    @ParameterizedTest
    @ValueSource(strings = { "exception", "cause", "stack-overflow" })
    void an_unexpected_failure_is_a_fixed_text_and_a_trace_id(String kind) {
        Answer answer = client.with(FailingOnDemand.HEADER, kind).list("").expectProblem(500, "internal-error");
        assertThat(answer.text().replaceAll("[0-9a-f]{32}", "?")).isEqualTo("{\"type\":\"urn:conversation-sessions:problem:"
                + "internal-error\",\"title\":\"Internal error\",\"status\":500,\"detail\":\"The service failed unexpectedly; "
                + "the log tells why.\",\"instance\":\"/sessions\",\"traceId\":\"?\"}");
        assertThat(answer.header("Retry-After")).isNull();
    }

    @Test
    void two_failures_have_two_trace_ids() {
        ConversationClient failing = client.with(FailingOnDemand.HEADER, "exception");
        assertThat(failing.list("").field("traceId")).isNotEqualTo(failing.list("").field("traceId"));
    }

    @Test
    void the_trace_id_is_that_of_the_trace_when_there_is_one() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        assertThat(client.with(FailingOnDemand.HEADER, "exception").with("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                .list("").expectProblem(500, "internal-error").field("traceId")).isEqualTo(trace);
    }

    @ParameterizedTest
    @ValueSource(strings = { "x", "00-4bf92f3577b34da6a3ce929d0e0e4736", "00-<script>-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01" })
    void a_trace_that_is_not_well_formed_is_ignored(String traceparent) {
        assertThat(client.with(FailingOnDemand.HEADER, "exception").with("traceparent", traceparent).list("").field("traceId"))
                .matches("[0-9a-f]{32}").isNotEqualTo("0".repeat(32)).isNotEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    }

    @Test
    void the_cause_is_in_the_log_under_the_trace_id() {
        try (Logged log = Logged.errors(ProblemResponses.class)) {
            String trace = client.with(FailingOnDemand.HEADER, "exception").list("").field("traceId");
            assertThat(log.messages()).singleElement().asString().contains(trace);
            assertThat(log.causes()).singleElement().extracting(Throwable::getMessage).isEqualTo(FailingOnDemand.SECRET);
        }
    }
}
