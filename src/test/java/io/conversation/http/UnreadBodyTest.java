package io.conversation.http;

import static io.conversation.ConversationClient.newEvent;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** Who is refused while still sending is let go; who has sent all keeps the connection. */
@QuarkusTest
class UnreadBodyTest {

    private static final int PATIENCE_MILLIS = 20_000;

    private final ConversationClient client = new ConversationClient();

    @TestHTTPResource("/")
    URI base;

    @Test
    void an_import_that_is_refused_before_it_is_sent_ends_with_the_answer() throws IOException {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(("POST /sessions/import?colour=red HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400 ").containsIgnoringCase("\r\nConnection: close\r\n");
        }
    }

    @Test
    void a_refused_request_that_came_whole_keeps_its_connection() {
        String session = client.createFresh("kept");
        for (Answer refused : new Answer[] { client.list("?limit=none"), client.create("{}"), client.session("nobody", ""),
                client.append(session, newEvent("e").put("type", "x".repeat(20_000))),
                client.append("nobody", newEvent("e")) }) {
            assertThat(refused.status()).isBetween(400, 499);
            assertThat(refused.header("Connection")).as("%s", refused).isNull();
        }
    }
}
