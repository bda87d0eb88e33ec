package io.conversation.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.RawHttp;
import io.conversation.fault.Waiting;
import io.quarkus.test.junit.QuarkusTest;

/** The series of the HTTP metrics are those of the operations, whatever is asked for. */
@QuarkusTest
class HttpSeriesTest {

    private final ConversationClient client = new ConversationClient();

    @Test
    void methods_and_paths_that_clients_make_up_make_no_series() throws Exception {
        String madeUp = Fresh.id("made-up");
        for (String path : List.of("/" + madeUp, "/sessions/" + madeUp + "/events/a/b", "/sessions/" + madeUp + "/%zz",
                "/{sessionId}" + madeUp, "/sessions/a/b/c/" + madeUp, "/%zz" + madeUp,
                "/" + madeUp + "/../q/openapi", "/" + madeUp + "/%2e%2e/sessions")) {
            for (String method : List.of("GET", "POST", "OPTIONS", madeUp.toUpperCase(java.util.Locale.ROOT))) {
                RawHttp.send(method + " " + path + " HTTP/1.1\nContent-Length: 0", new byte[0]);
            }
        }
        RawHttp.get("/sessions/" + madeUp).expectProblem(404, "session-not-found");
        Waiting.until("requests are counted", () -> metrics().contains("method=\"OTHER\""));
        assertThat(metrics()).doesNotContainIgnoringCase(madeUp).contains("uri=\"UNKNOWN\"",
                "uri=\"/sessions/{sessionId}\"");
    }

    @Test
    void a_request_that_is_cut_off_makes_none() throws Exception {
        String madeUp = Fresh.id("cut-off");
        RawHttp.abandon("GET /" + madeUp + " HTTP/1.1");
        RawHttp.abandon("POST /sessions/a/b/" + madeUp + " HTTP/1.1\nContent-Length: 0");
        Waiting.until("they are counted", () -> metrics().contains("uri=\"NOT_FOUND\""));
        assertThat(metrics()).doesNotContain(madeUp);
    }

    @Test
    void the_times_of_operations_are_in_buckets_and_those_that_clients_decide_are_not() throws Exception {
        client.createFresh("bucket");
        client.get("/sessions/export").expect(200);
        Waiting.until("they are counted", () -> metrics().contains("http_server_requests_seconds_count")
                && metrics().contains("uri=\"/sessions/export\""));
        List<String> buckets = metrics().lines().filter(line -> line.startsWith("http_server_requests_seconds_bucket"))
                .toList();
        assertThat(buckets).anyMatch(line -> line.contains("uri=\"/sessions\"") && line.contains("le=\"0.25\""))
                .noneMatch(line -> line.contains("uri=\"/sessions/export\"") || line.contains("uri=\"/q/"));
    }

    private String metrics() {
        return client.get("/q/metrics").expect(200).text();
    }
}
