package io.conversation.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** What is too much at once is sent away at once, and who has not yet sent a small request whole does not count. */
@QuarkusTest
@TestProfile(RequestLimitTest.TwoAtATime.class)
class RequestLimitTest {

    public static class TwoAtATime implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("sessions.http.max-requests", "2");
        }
    }

    private static final String EVENT = "{\"eventId\":\"e\",\"type\":\"system\",\"payload\":{}}";

    private final ConversationClient client = new ConversationClient();
    private final List<Socket> senders = new ArrayList<>();

    @TestHTTPResource
    URI base;

    @AfterEach
    void close() throws IOException {
        for (Socket sender : senders) {
            sender.close();
        }
    }

    private Socket send(String session, String header, String begun) throws IOException {
        Socket socket = new Socket(base.getHost(), base.getPort());
        senders.add(socket);
        write(socket, "POST /sessions/" + session + "/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + header + "\r\n\r\n" + begun);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String statusLine(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
    }

    @Test
    void more_requests_than_allowed_are_sent_away_until_there_is_room() throws Exception {
        String session = client.createFresh("limit");
        Socket first = send(session, "Transfer-Encoding: chunked", "1\r\n{\r\n");
        send(session, "Transfer-Encoding: chunked", "1\r\n{\r\n");

        Answer refused = client.list("");
        while (refused.status() == 200) {
            refused = client.list("");
        }
        refused.expectProblem(503, "unavailable");
        assertThat(refused.header("Retry-After")).isNotNull();
        client.get("/q/health/live").expect(200);
        client.session(session, "").expectProblem(503, "unavailable");
        assertThat(client.get("/q/metrics").text()).as("one series an operation").contains("/sessions/{sessionId}\"")
                .doesNotContain(session);

        first.close();
        client.untilAvailable(() -> client.list("")).expect(200);
    }

    @Test
    void small_requests_that_are_still_on_their_way_take_no_place() throws Exception {
        String session = client.createFresh("slow");
        String half = EVENT.substring(0, EVENT.length() / 2);
        for (int i = 0; i < 10; i++) {
            send(session, "Content-Length: " + EVENT.length(), half);
        }
        for (int i = 0; i < 20; i++) {
            client.list("").expect(200);
        }
        for (int i = 0; i < 10; i++) {
            write(senders.get(i), EVENT.substring(half.length()));
            assertThat(statusLine(senders.get(i))).isEqualTo(i == 0 ? "HTTP/1.1 201 Created" : "HTTP/1.1 200 OK");
        }
    }
}
