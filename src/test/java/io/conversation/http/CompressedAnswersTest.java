package io.conversation.http;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Gzip;
import io.conversation.Json;
import io.conversation.RawHttp;
import io.quarkus.test.junit.QuarkusTest;

/** Exports and streams of events are compressed for who asks for it, and nothing else is. */
@QuarkusTest
class CompressedAnswersTest {

    private static final String NDJSON = "application/x-ndjson";

    private final ConversationClient client = new ConversationClient();
    private final String id = Fresh.id("zipped");

    private static Answer get(String path, String accept, String... acceptEncoding) {
        StringBuilder head = new StringBuilder("GET " + path + " HTTP/1.1\nAccept: " + accept);
        for (String line : acceptEncoding) {
            head.append("\nAccept-Encoding: ").append(line);
        }
        return RawHttp.send(head.toString(), new byte[0]);
    }

    private String events() {
        client.imported(newSession(id).put("language", "zu").set("events",
                Json.array(IntStream.range(0, 1200).mapToObj(i -> newEvent("e" + i)).toList())));
        return "/sessions/" + id + "/events";
    }

    @Test
    void events_and_exports_are_the_same_and_smaller() throws IOException {
        for (String path : List.of(events(), "/sessions/export?language=zu")) {
            Answer plain = get(path, NDJSON).expect(200);
            Answer zipped = get(path, NDJSON, "gzip").expect(200);
            assertThat(plain.header("Content-Encoding")).isNull();
            assertThat(zipped.header("Content-Encoding")).isEqualTo("gzip");
            assertThat(plain.header("Vary")).isEqualTo("Accept-Encoding");
            assertThat(zipped.header("Vary")).isEqualTo("Accept-Encoding");
            assertThat(zipped.contentType()).isEqualTo(NDJSON);
            assertThat(Gzip.text(zipped.bytes())).isEqualTo(plain.text()).contains("\"e1199\"");
            assertThat(zipped.bytes().length).isLessThan(plain.bytes().length / 4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "gzip", "GZIP", "x-gzip", "deflate, gzip;q=0.1", "*", "br, *;q=0.5", "gzip ; q=1.0",
            "*;q=0, gzip" })
    void it_is_compressed_for(String acceptEncoding) {
        assertThat(get(events(), NDJSON, acceptEncoding).expect(200).header("Content-Encoding")).isEqualTo("gzip");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "identity", "gzip;q=0", "gzip;q=0.000", "*;q=0", "*, gzip;q=0", "deflate, br", "gzip;q=x" })
    void it_is_not_compressed_for(String acceptEncoding) {
        assertThat(get(events(), NDJSON, acceptEncoding).expect(200).header("Content-Encoding")).isNull();
    }

    @Test
    void several_lines_of_preferences_go_together() {
        assertThat(get(events(), NDJSON, "br", "gzip").expect(200).header("Content-Encoding")).isEqualTo("gzip");
    }

    @Test
    void nothing_else_is() {
        String path = events();
        assertThat(get(path, "application/json", "gzip").expect(200).header("Content-Encoding")).isNull();
        assertThat(get("/sessions", "application/json", "gzip").expect(200).header("Content-Encoding")).isNull();
        Answer problem = get("/sessions/unknown/events", NDJSON, "gzip");
        problem.expectProblem(404, "session-not-found");
        assertThat(problem.header("Content-Encoding")).isNull();
        byte[] line = (newSession(id) + "\n").getBytes(StandardCharsets.UTF_8);
        Answer imported = RawHttp.send("POST /sessions/import HTTP/1.1\nAccept-Encoding: gzip\nContent-Type: " + NDJSON
                + "\nContent-Length: " + line.length, line);
        assertThat(imported.expect(200).header("Content-Encoding")).isNull();
    }
}
