package io.conversation.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.conversation.Json;
import io.conversation.fault.PackagedService;
import io.conversation.fault.TestDatabase;

/** The packaged service, with 192 MB of heap, carries a conversation of more than 200 MB out of one database into another. */
class LongConversationIT {

    private static final int MAX_LINE = 16 * 1024 * 1024;
    private static final int LARGE_EVENTS = 260;
    private static final int LARGE_BYTES = 800_000;
    private static final int EVENTS = LARGE_EVENTS * 11;

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path directory;

    @Test
    void a_conversation_larger_than_the_heap_goes_out_and_comes_back() throws Exception {
        Path sent = directory.resolve("sent.ndjson");
        Path first = directory.resolve("first.ndjson");
        Path second = directory.resolve("second.ndjson");
        writeConversation(sent);
        String name = "long-" + ProcessHandle.current().pid();
        try (TestDatabase database = new TestDatabase()) {
            try (PackagedService one = new PackagedService("long-one", database.connectionString(), name + "-one", Map.of())) {
                importAll(one.base(), sent);
                export(one.base(), first);
            }
            try (PackagedService two = new PackagedService("long-two", database.connectionString(), name + "-two", Map.of())) {
                importAll(two.base(), first);
                export(two.base(), second);
            }
        }
        assertThat(Files.size(first)).isGreaterThan(200_000_000);
        assertThat(Files.mismatch(first, second)).as("where the exports differ").isEqualTo(-1);
        List<Integer> lengths = lineLengths(first);
        assertThat(lengths).allMatch(length -> length <= MAX_LINE);
        assertThat(lengths.subList(0, lengths.size() - 1)).as("no line is cut before it has to be")
                .allMatch(length -> length > MAX_LINE - LARGE_BYTES - 1000);
    }

    /** Each large event is followed by ten small ones; lines as a client might cut them. */
    private static void writeConversation(Path file) throws IOException {
        String large = "x".repeat(LARGE_BYTES);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < EVENTS; i++) {
                boolean starts = i % 110 == 0;
                boolean ends = (i + 1) % 110 == 0;
                String before = starts
                        ? "{\"sessionId\":\"long\",\"language\":\"en\",\"startedAt\":\"2026-01-01T00:00:00Z\",\"status\":\""
                                + (i + 110 == EVENTS ? "completed" : "active") + "\",\"events\":["
                        : "";
                String event = "{\"eventId\":\"e" + i
                        + "\",\"type\":\"system\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"payload\":{\"t\":\""
                        + (i % 11 == 0 ? large : "") + "\"}}";
                out.write((before + event + (ends ? "]}\n" : ",")).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private void importAll(URI base, Path file) throws Exception {
        HttpResponse<String> answer = http.send(request(base, "/sessions/import").header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofFile(file)).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Json.lines(answer.body())).allMatch(line -> !line.has("problem"));
        assertThat(Json.lines(answer.body()).stream().mapToInt(line -> line.get("created").asInt()).sum()).isEqualTo(EVENTS);
    }

    private void export(URI base, Path file) throws Exception {
        HttpResponse<Path> answer = http.send(request(base, "/sessions/export").build(), BodyHandlers.ofFile(file));
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    private static HttpRequest.Builder request(URI base, String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofMinutes(3));
    }

    private static List<Integer> lineLengths(Path file) throws IOException {
        List<Integer> lengths = new ArrayList<>();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
            int length = 0;
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == '\n') {
                    lengths.add(length);
                    length = 0;
                } else {
                    length++;
                }
            }
        }
        return lengths;
    }
}
