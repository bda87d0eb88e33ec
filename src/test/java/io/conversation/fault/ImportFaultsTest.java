package io.conversation.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** An import that meets no database is told so once, and not left waiting, however its client sends. */
@QuarkusTest
@TestProfile(FaultyDatabase.Profile.class)
class ImportFaultsTest {

    FaultyDatabase faulty;

    @TestHTTPResource("/")
    URI base;

    private Service service;

    @BeforeEach
    void connect() throws Exception {
        service = faulty.reachedBy(base);
    }

    @AfterEach
    void close() {
        faulty.proxy().forward();
        service.close();
    }

    private Socket begin() throws IOException {
        Socket socket = new Socket(base.getHost(), base.getPort());
        // Shorter than an idle connection is kept: one that is left open fails the test.
        socket.setSoTimeout((int) Service.LONGEST.toMillis());
        write(socket, "POST /sessions/import HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n");
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    private static String line(int events) {
        return Service.conversation("call-" + UUID.randomUUID(), events);
    }

    /** The whole answer, until the service closes the connection. */
    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void assertUnavailableOnce(String answer) {
        assertThat(answer).startsWith("HTTP/1.1 503 ").containsOnlyOnce("HTTP/1.1").containsOnlyOnce("\"type\"")
                .contains("urn:conversation-sessions:problem:unavailable").doesNotContain("\"line\"")
                .containsIgnoringCase("\r\nRetry-After: ").containsIgnoringCase("\r\nConnection: close\r\n");
    }

    @Test
    void a_client_that_is_still_sending_is_told_and_let_go() throws Exception {
        faulty.proxy().away();
        try (Socket socket = begin()) {
            write(socket, chunk(line(1)));
            assertUnavailableOnce(answer(socket));
        }
    }

    @Test
    void a_client_that_sends_all_before_it_reads_is_told() throws Exception {
        faulty.proxy().away();
        try (Socket socket = begin()) {
            for (int i = 0; i < 1000; i++) {
                write(socket, chunk(line(100)));
            }
            write(socket, "0\r\n\r\n");
            assertUnavailableOnce(answer(socket));
        }
    }

    @Test
    void a_hundred_lines_that_could_not_be_stored_are_one_problem_and_not_a_hundred() throws Exception {
        faulty.proxy().away();
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 150; i++) {
            lines.append(line(2));
        }
        try (Socket socket = begin()) {
            write(socket, chunk(lines.toString()));
            assertUnavailableOnce(answer(socket));
        }
    }

    @Test
    void an_answer_that_has_begun_is_cut_off() throws Exception {
        try (Socket socket = begin()) {
            write(socket, chunk(line(1)));
            Waiting.until("the first line is answered", () -> socket.getInputStream().available() > 150);
            faulty.proxy().away();
            write(socket, chunk(line(1)));
            assertThat(answer(socket)).startsWith("HTTP/1.1 200 ").containsOnlyOnce("\"line\"").doesNotContain("problem")
                    .doesNotEndWith("\r\n0\r\n\r\n");
        }
    }
}
