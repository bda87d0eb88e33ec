package io.conversation.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Whatever happens between the service and its database: nothing acknowledged is lost, nothing is stored twice. */
@QuarkusTest
@TestProfile(FaultyDatabase.Profile.class)
@TestMethodOrder(OrderAnnotation.class)
class DatabaseFaultsTest {

    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final List<String> COMMANDS = List.of("insert", "update", "find", "findAndModify");
    /** For a machine that is busy with other things. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    FaultyDatabase faulty;

    @TestHTTPResource("/")
    URI base;

    private Service service;
    private FaultProxy proxy;

    @BeforeEach
    void connect() {
        service = new Service(base);
        proxy = faulty.proxy();
    }

    @AfterEach
    void backToNormal() {
        proxy.forward();
        service.close();
    }

    /** The service was started without a database. */
    @Test
    @Order(1)
    void away_at_the_start_and_then_there() throws Exception {
        assertThat(service.status("/q/health/live")).isEqualTo(200);
        HttpResponse<String> ready = service.get("/q/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("DOWN");
        assertUnavailable(service.create("early"));
        assertUnavailable(service.append("early", "e"));
        assertUnavailable(service.post("/sessions/import", Service.NDJSON, Service.conversation("early", 1)));
        assertUnavailable(service.get("/sessions/early"));

        try (Clients clients = new Clients(service, 8)) {
            clients.awaitStatus(503, 20);
            proxy.forward();
            Waiting.until("the service is ready", service::isReady);
            clients.awaitAcknowledged(100);
            assertExact("Away at the start", clients);
        }
    }

    @Test
    @Order(2)
    void connections_cut_in_the_middle_of_a_command() throws Exception {
        for (String command : COMMANDS) {
            underFault("Cut in the middle of " + command, () -> proxy.cutNext(command, 3));
        }
    }

    @Test
    @Order(2)
    void answers_lost_after_the_write_took_place() throws Exception {
        for (String command : COMMANDS) {
            underFault("Lost answer to " + command, () -> proxy.loseAnswerOfNext(command, 3));
        }
    }

    private void underFault(String name, Runnable fault) throws Exception {
        fault.run();
        try (Clients clients = new Clients(service, 8)) {
            Waiting.until("commands have been hit", () -> proxy.faultsLeft() == 0);
            clients.awaitAcknowledged(50);
            assertThat(clients.statuses().keySet()).isSubsetOf(200, 201, 503);
            assertExact(name, clients);
        }
    }

    @Test
    @Order(2)
    void a_retry_after_a_lost_answer_is_a_replay() throws Exception {
        String session = "call-" + UUID.randomUUID();
        proxy.loseAnswerOfNext("findAndModify", 1);
        assertReplayed(unavailableAndThen(() -> service.create(session)));

        proxy.loseAnswerOfNext("insert", 1);
        assertReplayed(unavailableAndThen(() -> service.append(session, "e0")));

        String batch = "[" + Service.event("e0") + "," + Service.event("e1") + "," + Service.event("e2") + "]";
        proxy.loseAnswerOfNext("insert", 1);
        HttpResponse<String> again = unavailableAndThen(
                () -> service.post("/sessions/" + session + "/events/batch", "application/json", batch));
        assertThat(Service.json(again).get("replayed").asInt()).isEqualTo(3);

        proxy.loseAnswerOfNext("findAndModify", 1);
        assertReplayed(unavailableAndThen(() -> service.complete(session)));

        assertThat(service.eventIds(session)).containsExactly("e0", "e1", "e2");
    }

    @Test
    @Order(2)
    void an_import_that_the_database_cut_off_is_completed_by_sending_it_again() throws Exception {
        String session = "call-" + UUID.randomUUID();
        String line = Service.conversation(session, 50);
        proxy.loseAnswerOfNext("insert", 1);
        HttpResponse<String> whole = unavailableAndThen(() -> service.post("/sessions/import", Service.NDJSON, line));
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(Service.json(whole).get("replayed").asInt()).isEqualTo(50);
        assertThat(service.eventIds(session)).hasSize(50).doesNotHaveDuplicates();
        HttpResponse<String> stored = service.get("/sessions/" + session);
        assertThat(Service.json(stored).at("/session/status").asText()).isEqualTo("completed");
    }

    @Test
    @Order(2)
    void stalled_for_longer_than_the_deadline() throws Exception {
        try (Clients clients = new Clients(service, 8)) {
            clients.awaitAcknowledged(50);
            clients.slowest();
            proxy.stall();
            clients.awaitStatus(503, 16);
            assertThat(clients.slowest()).isBetween(DEADLINE.minusMillis(100), DEADLINE.plus(SLACK));
            for (String path : List.of("/sessions", "/sessions/any", "/sessions/any/events", "/q/health/ready")) {
                long start = System.nanoTime();
                assertThat(service.status(path)).as(path).isEqualTo(503);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).as(path).isLessThan(DEADLINE.plus(SLACK));
            }
            assertThat(service.status("/q/health/live")).isEqualTo(200);
            proxy.forward();
            clients.awaitAcknowledged(100);
            assertThat(clients.statuses().keySet()).isSubsetOf(200, 201, 503);
            assertExact("Stalled", clients);
        }
    }

    @Test
    @Order(2)
    void slow() throws Exception {
        try (Clients clients = new Clients(service, 8)) {
            clients.awaitAcknowledged(20);
            proxy.delay(Duration.ofMillis(50));
            clients.awaitAcknowledged(50);
            assertThat(clients.statuses().keySet()).isSubsetOf(200, 201);
            assertExact("Slow", clients);
        }
    }

    @Test
    @Order(2)
    void away_for_a_while_and_back() throws Exception {
        try (Clients clients = new Clients(service, 8)) {
            for (int i = 0; i < 2; i++) {
                clients.awaitAcknowledged(50);
                proxy.away();
                clients.awaitStatus(503, 10);
                assertThat(service.status("/q/health/ready")).isEqualTo(503);
                assertThat(service.status("/q/health/live")).isEqualTo(200);
                proxy.forward();
                Waiting.until("the service is ready", service::isReady);
            }
            clients.awaitAcknowledged(50);
            assertThat(clients.statuses().keySet()).isSubsetOf(200, 201, 503);
            assertExact("Away and back", clients);
        }
    }

    @Test
    @Order(2)
    void restarted_with_its_data() throws Exception {
        try (Clients clients = new Clients(service, 8)) {
            for (int i = 0; i < 2; i++) {
                clients.awaitAcknowledged(50);
                proxy.away();
                faulty.restart();
                proxy.forward();
            }
            clients.awaitAcknowledged(50);
            assertExact("Restarted", clients);
        }
    }

    /** The answer to the retry, once the service is ready again. */
    private HttpResponse<String> unavailableAndThen(Client.Attempt attempt) throws Exception {
        assertUnavailable(attempt.send());
        assertThat(proxy.faultsLeft()).isZero();
        Waiting.until("the service is ready", service::isReady);
        return attempt.send();
    }

    private void assertExact(String name, Clients clients) throws Exception {
        proxy.forward();
        clients.finish();
        clients.count(faulty.connectionString(), FaultyDatabase.DATABASE).exactlyWhatWasSent(name);
        clients.assertReadBackInOrder();
    }

    private static void assertReplayed(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Idempotent-Replayed")).contains("true");
    }

    private static void assertUnavailable(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains("urn:conversation-sessions:problem:unavailable");
    }
}
