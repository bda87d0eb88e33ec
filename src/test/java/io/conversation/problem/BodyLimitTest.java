package io.conversation.problem;

import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.RawHttp;
import io.conversation.StoredConversations;
import io.quarkus.test.junit.QuarkusTest;

/** 1 MiB of a body is taken, and not a byte more, whether or not its length is told. */
@QuarkusTest
class BodyLimitTest {

    private static final int MIB = 1024 * 1024;

    private final ConversationClient client = new ConversationClient();
    private final String id = Fresh.id("call");

    @Inject
    StoredConversations stored;

    @Test
    void a_body_of_1_mib_is_taken() {
        client.create(padded(MIB)).expectCreated();
    }

    @Test
    void a_byte_more_is_too_large() {
        client.create(padded(MIB + 1)).expectProblem(413, "too-large");
        assertThat(stored.sessions(id)).isZero();
    }

    @Test
    void a_byte_more_is_too_large_also_without_a_length() {
        Answer answer = RawHttp.send("POST /sessions HTTP/1.1\nContent-Type: application/json\nTransfer-Encoding: chunked",
                chunked(padded(MIB + 1)));
        answer.expectProblem(413, "too-large");
        assertThat(stored.sessions(id)).isZero();
    }

    @Test
    void a_body_of_1_mib_is_taken_also_without_a_length() {
        RawHttp.send("POST /sessions HTTP/1.1\nContent-Type: application/json\nTransfer-Encoding: chunked",
                chunked(padded(MIB)))
                .expect(201);
        assertThat(stored.sessions(id)).isEqualTo(1);
    }

    @Test
    void a_length_that_is_too_large_is_refused_before_the_body_is_sent() {
        RawHttp.send("POST /sessions HTTP/1.1\nContent-Type: application/json\nContent-Length: 99999999999", new byte[10])
                .expectProblem(413, "too-large");
    }

    @Test
    void the_limit_holds_for_events_and_completions_too() {
        client.createFresh("x");
        client.append("any", " ".repeat(MIB + 1)).expectProblem(413, "too-large");
        client.complete("any", " ".repeat(MIB + 1)).expectProblem(413, "too-large");
    }

    private byte[] padded(int size) {
        String session = newSession(id).toString();
        return (session + " ".repeat(size - session.length())).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] chunked(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int chunk = 100_000;
        for (int i = 0; i < body.length; i += chunk) {
            int length = Math.min(chunk, body.length - i);
            out.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(body, i, length);
            out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }
}
