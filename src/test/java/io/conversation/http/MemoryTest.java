package io.conversation.http;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.RawHttp;
import io.conversation.Settings;
import io.conversation.fault.Waiting;
import io.conversation.settings.RefusedSetting;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** What requests in work take together is bounded, whoever sends how, and small ones always find room. */
@QuarkusTest
@TestProfile(MemoryTest.Little.class)
class MemoryTest {

    private static final int KIB = 1024;

    /** A third of it, 1 MiB, is for what comes at a client's pace. */
    public static class Little implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("sessions.http.max-bytes", "3M", "quarkus.http.read-timeout", "20s");
        }
    }

    private final ConversationClient client = new ConversationClient();
    private final List<Socket> senders = new ArrayList<>();

    @TestHTTPResource
    URI base;

    @AfterEach
    void all_memory_is_given_back() throws Exception {
        for (Socket sender : senders) {
            sender.close();
        }
        Waiting.until("nothing is taken", () -> metric("conversation_memory_bytes") == 0);
    }

    @Test
    void more_than_the_heap_is_refused_at_start() {
        HttpConfig config = Settings.of(HttpConfig.class, Map.of("sessions.http.max-bytes", "1024G"));
        assertThatThrownBy(() -> new Memory(config, null)).isInstanceOf(RefusedSetting.class)
                .hasMessageStartingWith("sessions.http.max-bytes: ");
    }

    @Test
    void half_of_the_heap_beyond_the_service_itself_is_for_requests() {
        assertThat(Memory.ofHeap(192L * KIB * KIB)).isEqualTo(84L * KIB * KIB);
        assertThat(Memory.ofHeap(24L * KIB * KIB)).isEqualTo(3L * KIB * KIB);
    }

    private double metric(String name) {
        return client.get("/q/metrics").text().lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum();
    }

    /** Begins a request and does not end it. */
    private void begin(String path, String header, String begun) throws Exception {
        // The memory of a request is given back just after its answer.
        Waiting.until("nothing is in work", () -> metric("conversation_memory_bytes") == 0);
        Socket socket = new Socket(base.getHost(), base.getPort());
        senders.add(socket);
        socket.getOutputStream().write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n\r\n" + begun)
                .getBytes(StandardCharsets.US_ASCII));
    }

    private static String text(int bytes) {
        return newEvent(Fresh.id("e")).set("payload", Json.object("text", "x".repeat(bytes))).toString();
    }

    @Test
    void a_body_that_is_declared_counts_before_it_comes() throws Exception {
        String session = client.createFresh("memory");
        String events = "/sessions/" + session + "/events";
        begin(events, "Content-Type: application/json\r\nContent-Length: " + 700 * KIB, "{");
        Waiting.until("it is admitted", () -> metric("conversation_memory_bytes") >= 700 * KIB);

        double before = metric("conversation_memory_rejected_total");
        Answer refused = RawHttp.send("POST " + events + " HTTP/1.1\nContent-Type: application/json\nContent-Length: "
                + 600 * KIB, new byte[0]);
        refused.expectProblem(503, "unavailable");
        assertThat(refused.header("Retry-After")).isNotNull();
        assertThat(metric("conversation_memory_rejected_total")).isEqualTo(before + 1);
        client.append(session, text(2 * KIB)).expectCreated();

        senders.getFirst().close();
        client.untilAvailable(() -> client.append(session, text(100 * KIB))).expectCreated();
    }

    @Test
    void a_body_of_unknown_length_counts_as_it_comes() throws Exception {
        String session = client.createFresh("memory");
        String chunk = Integer.toHexString(64 * KIB) + "\r\n" + " ".repeat(64 * KIB) + "\r\n";
        begin("/sessions/" + session + "/events", "Content-Type: application/json\r\nTransfer-Encoding: chunked",
                chunk.repeat(10));
        Waiting.until("it has come", () -> metric("conversation_memory_bytes") >= 640 * KIB);
        RawHttp.send("POST /sessions/" + session + "/events HTTP/1.1\nContent-Type: application/json\nContent-Length: "
                + 600 * KIB, new byte[0]).expectProblem(503, "unavailable");
    }

    @Test
    void a_line_of_an_import_counts_as_it_comes_and_the_next_is_waited_for() throws Exception {
        String line = client.createFresh("memory");
        begin("/sessions/import", "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked",
                Integer.toHexString(300 * KIB) + "\r\n" + " ".repeat(300 * KIB) + "\r\n");
        Waiting.until("it has come", () -> metric("conversation_memory_bytes") >= 300 * KIB);
        String metadata = "{\"sessionId\":\"" + line + "-1\",\"language\":\"en\",\"metadata\":{\"text\":\""
                + "x".repeat(100 * KIB)
                + "\"}}\n";
        assertThat(client.importLines(metadata).expect(200).lines().getFirst().get("session").asText()).isEqualTo("created");
    }

    @Test
    void an_import_waits_at_its_beginning_for_what_others_have() throws Exception {
        String session = client.createFresh("memory");
        begin("/sessions/" + session + "/events", "Content-Type: application/json\r\nContent-Length: " + 900 * KIB, "{");
        Waiting.until("it is admitted", () -> metric("conversation_memory_bytes") >= 900 * KIB);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answer> imported = threads.submit(() -> client.importLines(newSession(session + "-1")));
            Waiting.until("both are in work", () -> metric("conversation_requests") == 2);
            senders.getFirst().close();
            assertThat(imported.get().expect(200).lines()).hasSize(1);
        }
    }

    @Test
    void what_never_fits_is_too_large_for_good() {
        String session = client.createFresh("memory");
        // Of its own, within the limit of a body; as BSON six times as large.
        String zeros = "{\"eventId\":\"zeros\",\"type\":\"system\",\"payload\":{\"zeros\":[0" + ",0".repeat(300 * KIB) + "]}}";
        Answer refused = client.append(session, zeros).expectProblem(413, "too-large");
        assertThat(refused.field("detail")).contains("memory");
        client.append(session, newEvent("e")).expectCreated();
    }

    @Test
    void a_thousand_small_requests_leave_nothing_behind() {
        String session = client.createFresh("memory");
        for (int i = 0; i < 200; i++) {
            client.append(session, newEvent("e" + i)).expectCreated();
        }
        assertThat(client.streamed(session, "")).hasSize(200);
        client.get("/sessions/export?limit=1").expectViolations("limit");
        client.append(session, "{").expectProblem(400, "malformed-request");
        client.append("unknown", newEvent("e")).expectProblem(404, "session-not-found");
    }
}
