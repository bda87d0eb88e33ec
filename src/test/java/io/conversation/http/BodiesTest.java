package io.conversation.http;

import static io.conversation.ConversationClient.newEvent;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.ConversationClient;
import io.conversation.Json;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** However a body comes, whole with its head or in pieces, by either version of HTTP, it is read as it was sent. */
@QuarkusTest
class BodiesTest {

    private static final int SMALL = 64 * 1024;

    private final ConversationClient client = new ConversationClient();

    @TestHTTPResource
    URI base;

    private HttpResponse<String> post(Version version, String path, String body, boolean asksFirst) throws Exception {
        try (HttpClient http = HttpClient.newBuilder().version(version).build()) {
            return http.send(HttpRequest.newBuilder(base.resolve(path)).header("Content-Type", "application/json")
                    .expectContinue(asksFirst).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
        }
    }

    private static String event(String eventId, int bytes) {
        String empty = newEvent(eventId).set("payload", Json.object("text", "")).toString();
        return empty.replace("\"text\":\"\"", "\"text\":\"" + "x".repeat(Math.max(0, bytes - empty.length())) + "\"");
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void every_operation_takes_its_body_by_either_version_of_http(Version version) throws Exception {
        String session = client.createFresh("call");
        for (int i = 0; i < 2; i++) {
            String events = "/sessions/" + session + "/events";
            HttpResponse<String> answer = post(version, events, event("e1", 0), false);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(i == 0 ? 201 : 200);
            assertThat(post(version, events + "/batch", "[" + event("e2", 0) + "]", false).statusCode()).isEqualTo(207);
            assertThat(post(version, events, "{", false).statusCode()).isEqualTo(400);
            assertThat(post(version, "/sessions/" + session + "/complete", "", false).statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, SMALL - 1, SMALL, SMALL + 1, 10 * SMALL })
    void a_body_of_any_size_is_stored_as_it_is(int bytes) throws Exception {
        String session = client.createFresh("call");
        String event = event("e1", bytes);
        for (boolean asksFirst : List.of(false, true)) {
            String id = asksFirst ? "e2" : "e1";
            String sent = event.replace("e1", id);
            assertThat(post(Version.HTTP_1_1, "/sessions/" + session + "/events", sent, asksFirst).statusCode()).isEqualTo(201);
            assertThat(client.get("/sessions/" + session + "/events/" + id).expect(200).json().at("/payload/text").asText())
                    .hasSize(event.split("\"text\":\"")[1].indexOf('"'));
        }
    }

    @Test
    void requests_sent_ahead_on_one_connection_are_answered_in_their_order() throws Exception {
        String session = client.createFresh("call");
        StringBuilder all = new StringBuilder();
        IntStream.range(0, 20).forEach(i -> all.append(head(session, event("e" + i, 0))).append(event("e" + i, 0)));
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(all.toString().getBytes(StandardCharsets.UTF_8));
            String answers = readUntil(socket.getInputStream(), "\"e19\"");
            assertThat(answers.split("HTTP/1.1 201")).hasSize(21);
            assertThat(answers.replaceAll("(?s).*?\"eventId\":\"(e\\d+)\"[^}]*}[^}]*}", "$1 ").strip().split(" +"))
                    .startsWith(IntStream.range(0, 19).mapToObj(i -> "e" + i).toArray(String[]::new));
        }
    }

    @Test
    void a_body_that_comes_byte_by_byte_is_waited_for() throws Exception {
        String session = client.createFresh("call");
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(30_000);
            OutputStream out = socket.getOutputStream();
            for (byte each : (head(session, event("e1", 0)) + event("e1", 0)).getBytes(StandardCharsets.UTF_8)) {
                out.write(each);
                out.flush();
            }
            assertThat(readUntil(socket.getInputStream(), "\"e1\"")).startsWith("HTTP/1.1 201");
        }
    }

    private static String head(String session, String body) {
        return "POST /sessions/" + session + "/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + body.length() + "\r\n\r\n";
    }

    private static String readUntil(InputStream in, String end) throws IOException {
        StringBuilder read = new StringBuilder();
        byte[] chunk = new byte[4096];
        while (read.indexOf(end) < 0) {
            int length = in.read(chunk);
            assertThat(length).as("after %s", read).isPositive();
            read.append(new String(chunk, 0, length, StandardCharsets.UTF_8));
        }
        return read.toString();
    }
}
