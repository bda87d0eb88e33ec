package io.conversation.http;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
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
import io.conversation.Fresh;
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

    /** A client with a connection of its own; only its first request asks for the version. */
    private final class Posting implements AutoCloseable {

        private final HttpClient http;
        private final Version version;

        Posting(Version version) {
            this.http = HttpClient.newBuilder().version(version).build();
            this.version = version;
        }

        /** A request without a body, after which the version is settled. */
        void settle() throws Exception {
            assertThat(answer(HttpRequest.newBuilder(base.resolve("/sessions?limit=1")).build()).statusCode()).isEqualTo(200);
        }

        HttpResponse<String> post(String path, String body) throws Exception {
            return post(path, "application/json", body, false);
        }

        HttpResponse<String> post(String path, String type, String body, boolean asksFirst) throws Exception {
            return answer(HttpRequest.newBuilder(base.resolve(path)).header("Content-Type", type)
                    .expectContinue(asksFirst).POST(BodyPublishers.ofString(body)).build());
        }

        private HttpResponse<String> answer(HttpRequest request) throws Exception {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            assertThat(answer.version()).isEqualTo(version);
            return answer;
        }

        @Override
        public void close() {
            http.close();
        }
    }

    private static String event(String eventId, int bytes) {
        int room = bytes - withText(eventId, "").length();
        return withText(eventId, "x".repeat(Math.max(0, room)));
    }

    private static String withText(String eventId, String text) {
        return newEvent(eventId).set("payload", Json.object("text", text)).toString();
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void every_operation_takes_its_body_by_either_version_of_http(Version version) throws Exception {
        String session = Fresh.id("call");
        String events = "/sessions/" + session + "/events";
        String line = newSession(Fresh.id("imported")) + "\n";
        try (Posting posting = new Posting(version)) {
            posting.settle();
            for (int i = 0; i < 2; i++) {
                HttpResponse<String> created = posting.post("/sessions", newSession(session).toString());
                assertThat(created.statusCode()).as(created.body()).isEqualTo(i == 0 ? 201 : 200);
                HttpResponse<String> answer = posting.post(events, event("e1", 0));
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(i == 0 ? 201 : 200);
                assertThat(posting.post(events + "/batch", "[" + event("e2", 0) + "]").statusCode()).isEqualTo(207);
                assertThat(posting.post(events, "{").statusCode()).isEqualTo(400);
                assertThat(posting.post("/sessions/" + session + "/complete", "").statusCode()).isEqualTo(200);
                HttpResponse<String> imported = posting.post("/sessions/import", "application/x-ndjson", line, false);
                assertThat(imported.statusCode()).as(imported.body()).isEqualTo(200);
                assertThat(imported.body()).doesNotContain("problem");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void the_first_request_of_a_connection_may_have_a_body(Version version) throws Exception {
        String events = "/sessions/" + client.createFresh("call") + "/events";
        for (int i = 0; i < 2; i++) {
            try (Posting posting = new Posting(version)) {
                assertThat(posting.post(events, event("e1", 0)).statusCode()).isEqualTo(i == 0 ? 201 : 200);
            }
            try (Posting posting = new Posting(version)) {
                assertThat(posting.post(events + "/batch", "[" + event("e2", 0) + "]").statusCode()).isEqualTo(207);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, SMALL - 1, SMALL, SMALL + 1, 10 * SMALL })
    void a_body_of_any_size_is_stored_as_it_is(int bytes) throws Exception {
        String session = client.createFresh("call");
        try (Posting posting = new Posting(Version.HTTP_1_1)) {
            for (boolean asksFirst : List.of(false, true)) {
                String id = asksFirst ? "e2" : "e1";
                String sent = event(id, bytes);
                assertThat(posting.post("/sessions/" + session + "/events", "application/json", sent, asksFirst).statusCode())
                        .isEqualTo(201);
                assertThat(client.event(session, id).expect(200).json().at("/payload/text"))
                        .isEqualTo(Json.parse(sent).at("/payload/text"));
            }
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
