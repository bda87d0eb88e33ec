package io.conversation.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.RawHttp;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Where a port of its own is set for them, health and metrics are there, and nowhere else, and nothing else is. */
@QuarkusTest
@TestProfile(Watched.class)
class ManagementPortTest {

    private final ConversationClient stranger = new ConversationClient();
    private final ConversationClient management = stranger.at(Watched.managementPort());

    @Test
    void health_is_told_to_anybody_and_metrics_to_who_may_as_at_the_port_of_all_else() {
        management.awaitReady();
        management.get("/q/health").expect(200);
        management.get("/q/health/live").expect(200);
        management.get("/q/metrics").expectProblem(401, "unauthenticated");
        assertThat(Watched.client().at(Watched.managementPort()).get("/q/metrics").expect(200).text())
                .contains("conversation_requests");
    }

    @ParameterizedTest
    @ValueSource(strings = { "/q/health", "/q/health/", "/q/health/live", "/q/health/ready", "/q/health/started",
            "/q/health/group",
            "/q/metrics", "/q/metrics/", "/q/metrics/x", "/q//metrics", "/q/./metrics", "/sessions/../q/metrics",
            "/q/%6detrics",
            "/q%2fmetrics", "//q/metrics", "/q/info" })
    void the_other_port_has_none_of_them_however_it_is_spelt_and_whoever_asks(String path) {
        for (String method : List.of("GET", "HEAD", "POST", "OPTIONS")) {
            Answer answer = RawHttp.send(method + " " + path + " HTTP/1.1\nX-API-Key: " + Watched.KEY, new byte[0]);
            if (method.equals("HEAD")) {
                answer.expect(404);
            } else {
                answer.expectProblem(404, "not-found");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "/", "/sessions", "/sessions/import", "/sessions/call-7f3a/events/stream", "/q", "/q/openapi",
            "/q/swagger-ui", "/console/main.js", "/q/healthy" })
    void it_has_nothing_else(String path) {
        Watched.client().at(Watched.managementPort()).get(path).expectProblem(404, "not-found");
    }

    @Test
    void a_client_cannot_say_which_port_it_came_to() {
        for (String header : List.of("Host", "X-Forwarded-Host", "X-Forwarded-Port", "Forwarded")) {
            stranger.with(header, header.equals("Forwarded") ? "host=localhost:" + Watched.managementPort()
                    : header.endsWith("Port") ? "" + Watched.managementPort() : "localhost:" + Watched.managementPort())
                    .get("/q/health").expectProblem(404, "not-found");
        }
    }
}
