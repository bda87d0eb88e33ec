package io.conversation.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.StoredConversations;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** An erasure that is broken off by the database anywhere says so, shows nothing of what is left, and comes to its end. */
@QuarkusTest
@TestProfile(ErasureFaultsTest.SoonSwept.class)
class ErasureFaultsTest {

    private static final int EVENTS = 2500;

    /** Somebody else goes on after a second or two. */
    public static class SoonSwept extends FaultyDatabase.Profile implements QuarkusTestProfile {

        @Override
        public java.util.Map<String, String> getConfigOverrides() {
            var settings = new java.util.HashMap<>(super.getConfigOverrides());
            settings.put("sessions.database.clock-allowance", "100ms");
            settings.put("sessions.erasure.sweep-interval", "500ms");
            return settings;
        }
    }

    FaultyDatabase faulty;

    @TestHTTPResource("/")
    URI base;

    @Inject
    StoredConversations stored;

    private Service service;

    @BeforeEach
    void connect() throws Exception {
        service = faulty.reachedBy(base);
        // Whoever looks again at what other tests have erased would meet the faults of this one.
        stored.clear();
    }

    @AfterEach
    void close() {
        faulty.proxy().forward();
        service.close();
    }

    private String conversation() throws Exception {
        String id = "call-" + UUID.randomUUID();
        assertThat(service.post("/sessions/import", Service.NDJSON, Service.conversation(id, EVENTS)).body())
                .contains("\"created\":" + EVENTS);
        return id;
    }

    private static void assertUnavailable(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).contains("urn:conversation-sessions:problem:unavailable");
    }

    private double counted(String meter) throws Exception {
        return service.get("/q/metrics").body().lines().filter(line -> line.startsWith(meter))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).findFirst().orElseThrow();
    }

    private void assertGone(String id) throws Exception {
        assertThat(service.status("/sessions/" + id)).isEqualTo(404);
        assertThat(service.status("/sessions/" + id + "/events")).isEqualTo(404);
        assertThat(service.status("/sessions/" + id + "/events/e" + (EVENTS - 1))).isEqualTo(404);
    }

    @Test
    void without_a_database_it_is_503_and_the_session_is_as_it_was() throws Exception {
        String id = conversation();
        double failures = counted("conversation_database_failures_total");
        double looks = counted("conversation_erasures_failed_total");
        faulty.proxy().away();
        assertUnavailable(service.delete("/sessions/" + id));
        Waiting.until("the sweeper's looks fail, too", () -> counted("conversation_erasures_failed_total") > looks);
        assertThat(counted("conversation_database_failures_total")).isGreaterThan(failures);
        faulty.proxy().forward();
        Waiting.until("the service is ready", service::isReady);
        assertThat(service.status("/sessions/" + id)).isEqualTo(200);
        assertThat(stored.events(id)).isEqualTo(EVENTS);
    }

    @Test
    void broken_off_among_its_events_it_is_gone_for_all_and_a_repeat_ends_it() throws Exception {
        String id = conversation();
        faulty.proxy().cutNext("delete", 1);
        assertUnavailable(service.delete("/sessions/" + id));
        assertThat(faulty.proxy().faultsLeft()).isZero();
        assertGone(id);
        HttpResponse<String> again = service.delete("/sessions/" + id);
        assertThat(again.statusCode()).as(again.body()).isEqualTo(204);
        assertThat(stored.everything(id)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "delete", "update" })
    void broken_off_anywhere_it_goes_on_by_itself(String command) throws Exception {
        String id = conversation();
        faulty.proxy().loseAnswerOfNext(command, 1);
        assertUnavailable(service.delete("/sessions/" + id));
        Waiting.until("the rest is gone", () -> stored.everything(id).isEmpty());
        Waiting.until("nothing of it can come any more", () -> stored.tombstone(id).containsKey("expiresAt"));
        assertGone(id);
        assertThat(service.append(id, "e0").statusCode()).isEqualTo(410);
    }

    @Test
    void with_the_mark_lost_after_the_tombstone_the_session_is_erased_all_the_same() throws Exception {
        String id = conversation();
        faulty.proxy().cutNext("update", 1);
        assertUnavailable(service.delete("/sessions/" + id));
        assertThat(service.create(id).statusCode()).isEqualTo(410);
        Waiting.until("somebody has gone on with it", () -> stored.everything(id).isEmpty());
        assertGone(id);
    }

    @Test
    void an_answer_about_many_that_has_begun_is_cut_off() throws Exception {
        String caller = "caller-" + UUID.randomUUID();
        for (int i = 0; i < 30; i++) {
            assertThat(service.post("/sessions", "application/json", "{\"sessionId\":\"" + caller + "-" + i
                    + "\",\"language\":\"en\",\"metadata\":{\"caller\":\"" + caller + "\"}}").statusCode()).isEqualTo(201);
        }
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout((int) Service.LONGEST.toMillis());
            socket.getOutputStream().write(("DELETE /sessions?metadata.caller=" + caller
                    + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            Waiting.until("the first lines are answered", () -> socket.getInputStream().available() > 150);
            faulty.proxy().away();
            assertThat(answer(socket)).startsWith("HTTP/1.1 200 ").contains("\"status\":204").doesNotContain("\"erased\"")
                    .doesNotEndWith("\r\n0\r\n\r\n");
        }
        faulty.proxy().forward();
        Waiting.until("the service is ready", service::isReady);
        assertThat(service.delete("/sessions?metadata.caller=" + caller).body()).contains("\"erased\":");
        for (int i = 0; i < 30; i++) {
            String id = caller + "-" + i;
            assertThat(service.status("/sessions/" + id)).isEqualTo(404);
            Waiting.until("it is gone", () -> stored.everything(id).isEmpty());
        }
    }

    @Test
    void many_are_a_503_while_nothing_has_been_answered() throws Exception {
        faulty.proxy().away();
        assertUnavailable(service.delete("/sessions?metadata.caller=ann"));
    }

    /** The whole answer, until the service closes the connection. */
    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
