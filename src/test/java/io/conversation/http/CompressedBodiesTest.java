package io.conversation.http;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Gzip;
import io.conversation.Json;
import io.conversation.RawHttp;
import io.conversation.StoredConversations;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** A body that is compressed by gzip is the body that comes out, by every limit and for every operation. */
@QuarkusTest
class CompressedBodiesTest {

    private static final String JSON = "application/json";
    private static final String NDJSON = "application/x-ndjson";

    private final ConversationClient client = new ConversationClient();
    private final String id = Fresh.id("gzip");

    @Inject
    StoredConversations stored;

    @TestHTTPResource
    URI base;

    private static Answer send(String path, String type, String encoding, byte[] body) {
        return RawHttp.send("POST " + path + " HTTP/1.1\nContent-Type: " + type + "\nContent-Length: " + body.length
                + "\nContent-Encoding: " + encoding, body);
    }

    private static Answer send(String path, String type, Object body) {
        return send(path, type, "gzip", Gzip.of(body));
    }

    @Test
    void every_operation_with_a_body_takes_gzip() {
        String events = "/sessions/" + id + "/events";
        send("/sessions", JSON, newSession(id)).expectCreated();
        send(events, JSON, newEvent("e1")).expectCreated();
        send(events, JSON, newEvent("e1")).expectReplayed();
        send(events + "/batch", JSON, Json.array(List.of(newEvent("e2"), newEvent("e3")))).expect(207);
        send(events + "/batch", NDJSON, newEvent("e4") + "\n" + newEvent("e5") + "\n").expect(207);
        assertThat(send("/sessions/" + id + "/complete", JSON, "{\"status\":\"failed\"}").expect(200).field("status"))
                .isEqualTo("failed");
        assertThat(Json.texts(client.streamed(id, ""), "eventId")).containsExactly("e1", "e2", "e3", "e4", "e5");
        String line = newSession(id + "-2").set("events", Json.array(List.of(newEvent("e")))).toString();
        Answer imported = send("/sessions/import", NDJSON, line + "\n" + newSession(id + "-3") + "\n").expect(200);
        assertThat(Json.texts(imported.lines(), "session")).containsExactly("created", "created");
        assertThat(stored.events(id + "-2")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "x-gzip", "GZIP", "identity, gzip", "gzip, identity", "gzip," })
    void it_may_be_named_in_any_way(String encoding) {
        send("/sessions", JSON, encoding, Gzip.of(newSession(id))).expectCreated();
    }

    @Test
    void what_is_not_compressed_may_say_so() {
        send("/sessions", JSON, "identity", newSession(id).toString().getBytes(StandardCharsets.UTF_8)).expectCreated();
    }

    @ParameterizedTest
    @ValueSource(strings = { "deflate", "br", "zstd", "compress", "gzip, gzip", "br, gzip", "zip", "identity;q=1" })
    void any_other_encoding_is_refused(String encoding) {
        for (String path : List.of("/sessions", "/sessions/" + id + "/events", "/sessions/" + id + "/events/batch",
                "/sessions/" + id + "/complete", "/sessions/import")) {
            Answer refused = send(path, path.endsWith("import") ? NDJSON : JSON, encoding, Gzip.of(newSession(id)));
            refused.expectProblem(415, "unsupported-media-type");
            assertThat(refused.header("Accept-Encoding")).as(path).isEqualTo("gzip");
        }
        assertThat(stored.sessions(id)).isZero();
        assertThat(client.send("POST", "/sessions", "text/plain", "x").expectProblem(415, "unsupported-media-type")
                .header("Accept-Encoding")).as("where it is not the encoding").isNull();
    }

    @Test
    void a_body_of_1_mib_is_taken_and_no_byte_more() {
        String session = newSession(id).toString();
        String whole = session + " ".repeat(1024 * 1024 - session.length());
        send("/sessions", JSON, whole + " ").expectProblem(413, "too-large");
        assertThat(stored.sessions(id)).isZero();
        send("/sessions", JSON, whole).expectCreated();
    }

    @Test
    void a_bomb_is_too_large_before_it_goes_off() {
        client.create(newSession(id)).expectCreated();
        byte[] bomb = Gzip.bomb("{\"eventId\":", 300);
        assertThat(bomb.length).isLessThan(1024 * 1024);
        send("/sessions/" + id + "/events", JSON, "gzip", bomb).expectProblem(413, "too-large");
        send("/sessions/" + id + "/events/batch", JSON, "gzip", bomb).expectProblem(413, "too-large");
        Answer imported = send("/sessions/import", NDJSON, "gzip", Gzip.bomb(newSession(id + "-2") + "\n{", 40)).expect(200);
        assertThat(imported.lines()).hasSize(2);
        assertThat(imported.lines().get(1).at("/problem/status").asInt()).isEqualTo(413);
    }

    static Stream<byte[]> broken() {
        byte[] whole = Gzip.of(newSession("gzip-broken"));
        byte[] otherSum = whole.clone();
        otherSum[whole.length - 6] ^= 1;
        byte[] otherLength = whole.clone();
        otherLength[whole.length - 1] ^= 1;
        byte[] otherData = whole.clone();
        otherData[15] ^= 0x55;
        byte[] otherMethod = whole.clone();
        otherMethod[2] = 7;
        return Stream.of(Arrays.copyOf(whole, whole.length - 1), Arrays.copyOf(whole, whole.length - 8),
                Arrays.copyOf(whole, whole.length / 2), Arrays.copyOf(whole, 5), otherSum, otherLength, otherData, otherMethod,
                joined(whole, "{}".getBytes(StandardCharsets.US_ASCII)), joined(whole, Arrays.copyOf(whole, 20)),
                joined(whole, new byte[] { 0x1F }), newSession("gzip-broken").toString().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @ParameterizedTest
    @MethodSource("broken")
    void what_is_no_whole_gzip_is_malformed(byte[] body) {
        assertThat(send("/sessions", JSON, "gzip", body).expectProblem(400, "malformed-request").field("detail"))
                .contains("gzip");
        assertThat(stored.sessions("gzip-broken")).isZero();
    }

    @ParameterizedTest
    @MethodSource("broken")
    void an_import_of_it_is_never_answered_as_a_whole(byte[] body) {
        assertThat(send("/sessions/import", NDJSON, "gzip", body).expectProblem(400, "malformed-request").field("detail"))
                .contains("gzip");
    }

    @Test
    void several_members_are_one_body() {
        byte[] session = newSession(id).toString().getBytes(StandardCharsets.UTF_8);
        byte[] members = joined(Gzip.of(Arrays.copyOf(session, 10)), Gzip.of(new byte[0]),
                Gzip.of(Arrays.copyOfRange(session, 10, session.length)));
        send("/sessions", JSON, "gzip", members).expectCreated();
        String lines = newSession(id + "-1") + "\n" + newSession(id + "-2") + "\n" + newSession(id + "-3") + "\n";
        byte[] each = joined(lines.lines().map(line -> Gzip.of(line + "\n")).toArray(byte[][]::new));
        assertThat(send("/sessions/import", NDJSON, "gzip", each).expect(200).lines()).hasSize(3);
    }

    @Test
    void nothing_is_a_body_of_nothing() {
        client.create(newSession(id)).expectCreated();
        send("/sessions/" + id + "/complete", JSON, "gzip", new byte[0]).expect(200);
        send("/sessions/" + id + "/complete", JSON, "gzip", Gzip.of("")).expectReplayed();
    }

    @Test
    void an_import_is_answered_line_by_line_while_it_is_being_sent() throws Exception {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(30_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST /sessions/import HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + NDJSON
                    + "\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            try (OutputStream gzip = new GZIPOutputStream(compressed, 512, true)) {
                for (int i = 0; i < 5; i++) {
                    gzip.write((newSession(id + "-" + i) + "\n").getBytes(StandardCharsets.UTF_8));
                    gzip.flush();
                    out.write((Integer.toHexString(compressed.size()) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                    compressed.writeTo(out);
                    out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                    compressed.reset();
                    awaitText(socket.getInputStream(), id + "-" + i);
                }
            }
            // Its end is missing: the answer has to break off, too.
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .doesNotEndWith("0\r\n\r\n");
        }
    }

    private static void awaitText(InputStream in, String text) throws Exception {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(text) < 0) {
            int c = in.read();
            assertThat(c).as("after %s", read).isNotNegative();
            read.append((char) c);
        }
    }
}
