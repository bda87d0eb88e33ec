package io.conversation.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.conversation.Logged;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Clients that send or read slowly, or go away in between, hold up nobody, and are no errors of the service. */
@QuarkusTest
@TestProfile(FaultyDatabase.Profile.class)
class SlowClientsTest {

    private static final int FOR_LONG = 1000;

    private static final int SLOW = 50;
    private static final Logger ROOT = Logger.getLogger("");

    FaultyDatabase faulty;

    @TestHTTPResource("/")
    URI base;

    private final Errors errors = new Errors();
    private Service service;

    @BeforeEach
    void connect() throws Exception {
        service = faulty.reachedBy(base);
        ROOT.addHandler(errors);
    }

    @AfterEach
    void close() {
        ROOT.removeHandler(errors);
        service.close();
        assertThat(errors.logged).isEmpty();
    }

    private static final class Errors extends Handler {

        private final ConcurrentLinkedQueue<String> logged = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord entry) {
            if (entry.getLevel().intValue() >= Level.SEVERE.intValue() && !Logged.isOfStopped(entry)) {
                logged.add(entry.getLoggerName() + ": " + entry.getMessage() + " " + entry.getThrown());
            }
        }

        @Override
        public void flush() {
            // Nothing is kept back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    private Socket send(String text) throws IOException {
        Socket socket = new Socket(base.getHost(), base.getPort());
        socket.setSoTimeout((int) Waiting.LONG.toMillis());
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private static String head(String line, String... headers) {
        return line + " HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    private String newSession() throws Exception {
        String session = "call-" + UUID.randomUUID();
        assertThat(service.create(session).statusCode()).isEqualTo(201);
        return session;
    }

    private void assertOthersAreServed() throws Exception {
        String session = newSession();
        long start = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            assertThat(service.append(session, "e" + i).statusCode()).isEqualTo(201);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThat(service.eventIds(session)).hasSize(20);
    }

    @Test
    void who_sends_half_a_body_and_stalls_is_given_up() throws Exception {
        String session = newSession();
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < SLOW; i++) {
                slow.add(sendHalfAnEvent(session));
            }
            assertOthersAreServed();
            for (Socket each : slow) {
                String answer = new String(each.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(answer).satisfiesAnyOf(nothing -> assertThat(nothing).isEmpty(),
                        refusal -> assertThat(refusal).startsWith("HTTP/1.1 4"));
            }
        } finally {
            for (Socket each : slow) {
                each.close();
            }
        }
        assertThat(service.eventIds(session)).isEmpty();
    }

    private Socket sendHalfAnEvent(String session) throws IOException {
        return send(head("POST /sessions/" + session + "/events", "Content-Type: application/json", "Content-Length: 100")
                + "{\"eventId\":");
    }

    @Test
    void who_goes_away_in_the_middle_of_a_body_leaves_nothing() throws Exception {
        String session = newSession();
        for (int i = 0; i < SLOW; i++) {
            reset(sendHalfAnEvent(session));
        }
        assertOthersAreServed();
        assertThat(service.eventIds(session)).isEmpty();
    }

    @Test
    void who_goes_away_in_the_middle_of_an_import_has_its_whole_lines_stored_and_can_repeat_it() throws Exception {
        String first = "call-" + UUID.randomUUID();
        String second = "call-" + UUID.randomUUID();
        String half = Service.conversation(second, 20);
        try (Socket importing = send(head("POST /sessions/import", "Content-Type: application/x-ndjson",
                "Transfer-Encoding: chunked") + chunk(Service.conversation(first, 20))
                + chunk(half.substring(0, half.length() / 2)))) {
            Waiting.until("the first line is stored", () -> service.status("/sessions/" + first) == 200
                    && service.eventIds(first).size() == 20);
            reset(importing);
        }
        assertOthersAreServed();
        assertThat(service.status("/sessions/" + second)).isEqualTo(404);

        HttpResponse<String> again = service.post("/sessions/import", Service.NDJSON, Service.conversation(first, 20) + half);
        assertThat(again.body().lines()).hasSize(2).noneMatch(line -> line.contains("problem"));
        assertThat(service.eventIds(first)).hasSize(20).doesNotHaveDuplicates();
        assertThat(service.eventIds(second)).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void who_reads_a_stream_slowly_or_goes_away_holds_no_cursor() throws Exception {
        String session = longSession();
        String startedAt = Service.json(service.get("/sessions/" + session + "?limit=1")).at("/session/startedAt").asText();
        for (String path : List.of("/sessions/" + session + "/events", "/sessions/export?startedFrom=" + startedAt)) {
            long before = faulty.openCursors();
            try (Socket slow = send(head("GET " + path, "Accept: application/x-ndjson"))) {
                InputStream in = slow.getInputStream();
                assertThat(new String(in.readNBytes(12), StandardCharsets.UTF_8)).isEqualTo("HTTP/1.1 200");
                assertOthersAreServed();
                assertThat(faulty.openCursors()).as("cursors of %s, in the middle of it", path).isEqualTo(before);
                reset(slow);
            }
            Waiting.until("there is no cursor of " + path, () -> faulty.openCursors() == before);
        }
    }

    @Test
    void a_stream_that_the_database_cuts_off_does_not_end_as_if_it_were_whole() throws Exception {
        String session = longSession();
        try (Socket reading = send(
                head("GET /sessions/" + session + "/events", "Accept: application/x-ndjson", "Connection: close"))) {
            InputStream in = reading.getInputStream();
            String begin = new String(in.readNBytes(12), StandardCharsets.UTF_8);
            // Of its pages: it has begun, and goes on when what is under way has been read. More than the driver repeats in time.
            faulty.proxy().cutNext("find", FOR_LONG);
            String answer = begin + new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(faulty.proxy().faultsLeft()).isLessThan(FOR_LONG);
            assertThat(answer).startsWith("HTTP/1.1 200").doesNotEndWith("\r\n0\r\n\r\n");
        }
    }

    @Test
    void a_compressed_one_has_no_end_either() throws Exception {
        String session = longSession();
        try (Socket reading = send(head("GET /sessions/" + session + "/events", "Accept: application/x-ndjson",
                "Accept-Encoding: gzip", "Connection: close"))) {
            InputStream in = reading.getInputStream();
            String begin = new String(in.readNBytes(12), StandardCharsets.ISO_8859_1);
            faulty.proxy().cutNext("find", FOR_LONG);
            String answer = begin + new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(faulty.proxy().faultsLeft()).isLessThan(FOR_LONG);
            assertThat(answer).startsWith("HTTP/1.1 200").containsIgnoringCase("content-encoding: gzip")
                    .doesNotEndWith("\r\n0\r\n\r\n");
        }
    }

    /** With more events than the buffers of a connection hold. */
    private String longSession() throws Exception {
        String session = newSession();
        String padding = "x".repeat(4000);
        // Batches small enough to be stored within the database's deadline on a busy machine, too.
        for (int batch = 0; batch < 16; batch++) {
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < 250; i++) {
                lines.append("{\"eventId\":\"e").append(batch * 250 + i).append("\",\"type\":\"system\",\"payload\":{\"p\":\"")
                        .append(padding).append("\"}}\n");
            }
            assertThat(service.post("/sessions/" + session + "/events/batch", Service.NDJSON, lines.toString()).statusCode())
                    .isEqualTo(207);
        }
        return session;
    }

    /** Closes so that the other side sees the connection break. */
    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
