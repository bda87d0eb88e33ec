package io.conversation.telemetry;

import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jboss.logmanager.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Logged;
import io.conversation.RawHttp;
import io.conversation.fault.Waiting;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;

/** Where it is switched on, each request is a line, without what may name people or open doors. */
@QuarkusTest
@TestProfile(Watched.class)
class AccessLogTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final ConversationClient client = Watched.client();
    private final String session = Fresh.id("call");
    private Logged logged;

    @BeforeEach
    void listen() {
        client.at(Watched.managementPort()).awaitReady();
        logged = Logged.everythingFrom(Level.INFO);
    }

    @AfterEach
    void no_key_is_told() {
        logged.close();
        assertThat(logged.whole()).allSatisfy(entry -> assertThat(entry).doesNotContain(Watched.KEY));
    }

    private String line(String begin) throws Exception {
        Waiting.until("'" + begin + "' is told", () -> lines(begin).size() == 1);
        return lines(begin).getFirst();
    }

    private List<String> lines(String begin) {
        return logged.messages().stream().filter(message -> message.startsWith(begin + " ")).toList();
    }

    @Test
    void a_request_is_told_by_method_path_status_bytes_time_address_and_trace() throws Exception {
        Answer answer = client.with("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01").create(newSession(session))
                .expectCreated();
        assertThat(line("POST /sessions 201")).matches("POST /sessions 201 " + answer.bytes().length
                + " bytes \\d+ ms (127\\.0\\.0\\.1|0:0:0:0:0:0:0:1(%\\w+)?) " + TRACE);
        client.session(session, "").expect(200);
        assertThat(line("GET /sessions/" + session)).contains(" 200 ");
    }

    @Test
    void a_query_is_not() throws Exception {
        client.session(session, "?count=true&metadata.caller=%2B15550100").expect(400);
        assertThat(line("GET /sessions/" + session)).contains(" 400 ").doesNotContain("?", "caller", "15550100");
        assertThat(logged.whole()).noneMatch(entry -> entry.contains("15550100"));
    }

    @Test
    void what_was_erased_is_not() throws Exception {
        client.create(newSession(session)).expectCreated();
        Waiting.until("its creation is told", () -> lines("POST /sessions").size() == 1);
        client.erase(session).expect(204);
        assertThat(line("DELETE /sessions/{sessionId}")).contains(" 204 ");
        assertThat(logged.json()).noneMatch(entry -> entry.toString().contains(session));
    }

    @Test
    void whoever_is_refused_first_is_told_too_and_once_however_the_path_was_spelt() throws Exception {
        new ConversationClient().get("/sessions/" + session).expectProblem(401, "unauthenticated");
        assertThat(line("GET /sessions/" + session)).contains(" 401 ");
        client.get("/q/metrics").expect(404);
        assertThat(line("GET /q/metrics")).contains(" 404 ");
        RawHttp.get("/sessions/" + session + "/%zz").expect(400);
        assertThat(line("GET /sessions/" + session + "/%zz")).contains(" 400 ");
        RawHttp.send("GET /sessions/" + session + "|a\u001b[31m HTTP/1.1\nX-API-Key: " + Watched.KEY, new byte[0]).expect(404);
        assertThat(line("GET /sessions/" + session + "%7Ca%1B%5B31m")).contains(" 404 ");
    }

    @Test
    void who_goes_before_the_answer_is_told_as_gone_and_who_leaves_a_stream_with_its_status() throws Exception {
        String key = "\nX-API-Key: " + Watched.KEY;
        client.create(newSession(session)).expectCreated();
        RawHttp.abandon("GET /sessions/" + session + "/events/stream HTTP/1.1" + key);
        assertThat(line("GET /sessions/" + session + "/events/stream")).contains(" 200 ");
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.getOutputStream().write(("POST /sessions/" + session + "/events HTTP/1.1\nHost: localhost" + key
                    + "\nContent-Type: application/json\nContent-Length: 100\n\n{").replace("\n", "\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(line("POST /sessions/" + session + "/events")).contains(" gone 0 bytes ");
    }
}
