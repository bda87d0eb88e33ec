package io.conversation.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Whatever ends the packaged service under load: nothing acknowledged is lost, nothing is stored twice. */
class ServiceFaultsIT {

    private static final String DATABASE = "faults-" + ProcessHandle.current().pid();
    private static final int SHUTDOWN_TIMEOUT_SECONDS = 10;

    private final TestDatabase database = new TestDatabase();
    private final FaultProxy proxy = new FaultProxy(database.connectionString());
    private PackagedService packaged;
    private Service service;

    @BeforeEach
    void start(TestInfo test) throws Exception {
        packaged = new PackagedService(test.getTestMethod().orElseThrow().getName(), proxy.connectionString(), DATABASE,
                Map.of("SESSIONS_DATABASE_TIMEOUT", Service.LONGEST.toSeconds() + "s"));
        service = new Service(packaged.base());
    }

    @AfterEach
    void stop() {
        if (service != null) {
            service.close();
        }
        if (packaged != null) {
            packaged.close();
        }
        proxy.close();
        database.close();
    }

    @Test
    void terminated_under_load_it_answers_what_it_accepted_and_ends_in_time() throws Exception {
        try (Clients clients = new Clients(service, 8);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            clients.awaitAcknowledged(200);
            String session = "call-" + UUID.randomUUID();
            assertThat(service.create(session).statusCode()).isEqualTo(201);
            proxy.stall();
            List<Future<HttpResponse<String>>> accepted = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String event = "e" + i;
                accepted.add(threads.submit(() -> service.append(session, event)));
            }
            Waiting.until("all of them wait in the service", () -> active() >= 28);
            int acknowledged = clients.acknowledgements();
            long start = System.nanoTime();
            packaged.terminate();
            Waiting.until("the service no longer takes requests", this::isRefused);
            proxy.forward();

            for (Future<HttpResponse<String>> each : accepted) {
                HttpResponse<String> answer = each.get(30, TimeUnit.SECONDS);
                assertThat(answer.statusCode()).isEqualTo(201);
                assertThat(answer.headers().firstValue("Connection")).contains("close");
            }
            assertThat(packaged.endsWithin(SHUTDOWN_TIMEOUT_SECONDS)).isTrue();
            System.out.printf("Ended %d ms after SIGTERM; answers by status: %s%n",
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start), clients.statuses());
            clients.giveUp();
            assertThat(clients.acknowledgements() - acknowledged).isEqualTo(8);
            clients.count(database.connectionString(), DATABASE).nothingLostOrDoubled("Terminated");
            assertThat(packaged.loggedErrors()).isEmpty();
        }
    }

    private boolean isRefused() throws IOException, InterruptedException {
        HttpResponse<String> answer = service.get("/sessions?limit=none");
        if (answer.statusCode() != 503) {
            return false;
        }
        assertThat(answer.headers().firstValue("Connection")).contains("close");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).contains("urn:conversation-sessions:problem:unavailable");
        return true;
    }

    /** Requests that have been accepted and not been answered, beside the one that asks. */
    private int active() throws IOException, InterruptedException {
        return service.get("/q/metrics").body().lines().filter(line -> line.startsWith("http_server_active_requests"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum() - 1;
    }

    @Test
    void killed_under_load_and_started_again_it_has_what_it_acknowledged() throws Exception {
        try (Clients clients = new Clients(service, 8)) {
            for (int i = 0; i < 2; i++) {
                clients.awaitAcknowledged(300);
                packaged.kill();
                packaged.start();
            }
            clients.awaitAcknowledged(100);
            clients.finish();
            clients.count(database.connectionString(), DATABASE).exactlyWhatWasSent("Killed");
            clients.assertReadBackInOrder();
        }
    }

    @Test
    void killed_in_the_middle_of_an_import_the_next_completes_it() throws Exception {
        int lines = 400;
        int events = 25;
        StringBuilder body = new StringBuilder();
        Map<String, List<String>> sent = new TreeMap<>();
        for (int i = 0; i < lines; i++) {
            String session = "call-" + UUID.randomUUID();
            body.append(Service.conversation(session, events));
            sent.put(session, new ArrayList<>(List.of("")));
            for (int e = 0; e < events; e++) {
                sent.get(session).add("e" + e);
            }
        }
        proxy.delay(Duration.ofMillis(200));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<HttpResponse<String>> first = threads
                    .submit(() -> service.post("/sessions/import", Service.NDJSON, body.toString()));
            Waiting.until("events are being inserted", () -> proxy.seen("insert") >= 4);
            packaged.kill();
            assertThat(first).failsWithin(30, TimeUnit.SECONDS);
        }
        Count cutOff = Count.of(database.connectionString(), DATABASE, 1, sent, Map.of());
        cutOff.nothingLostOrDoubled("Import killed");
        assertThat(cutOff.stored()).isBetween(1, cutOff.sent() - 1);

        proxy.forward();
        packaged.start();
        HttpResponse<String> again = service.post("/sessions/import", Service.NDJSON, body.toString());
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body().lines()).hasSize(lines)
                .allMatch(line -> !line.contains("problem"));
        Count.of(database.connectionString(), DATABASE, 2, sent, sent).exactlyWhatWasSent("Import repeated");
        for (String session : sent.keySet().stream().limit(20).toList()) {
            assertThat(Service.json(service.get("/sessions/" + session)).at("/session/status").asText())
                    .isEqualTo("completed");
        }
    }
}
