package io.conversation.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToIntFunction;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.conversation.follow.EventStream;

/**
 * Two packaged services behind nginx, by the configuration of {@code compose.yaml}: whatever passes without nginx passes with
 * it, and clients that retry once never learn what becomes of a pod. {@code -Drolls=10} restarts them so often.
 */
class IngressIT {

    private static final int ROLLS = Integer.getInteger("rolls", 1);
    private static final String DATABASE = "ingress-" + ProcessHandle.current().pid();
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final int MIB = 1024 * 1024;

    private static TestDatabase database;
    private static List<PackagedService> pods;
    private static Ingress ingress;
    private static Service service;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Ingress.find().isPresent(), "There is no nginx on the PATH, and " + Ingress.VARIABLE
                + " does not say where one is: nothing is tested behind an ingress.");
        database = new TestDatabase();
        pods = List.of(pod("ingress-one"), pod("ingress-two"));
        ingress = new Ingress("ingress", pods);
        service = new Service(ingress.base());
    }

    private static PackagedService pod(String name) throws Exception {
        return new PackagedService(name, database.connectionString(), DATABASE,
                Map.of("QUARKUS_SHUTDOWN_DELAY", "1s", "SESSIONS_STREAM_POLL_INTERVAL", "50ms"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (service != null) {
            service.close();
            ingress.close();
        }
        if (pods != null) {
            pods.forEach(PackagedService::close);
        }
        if (database != null) {
            database.close();
        }
    }

    @Test
    void a_follower_is_let_in_at_once_and_told_each_event_as_it_comes() throws Exception {
        String session = session();
        try (EventStream stream = EventStream.of(ingress.base().toString(), session, null)) {
            for (int i = 1; i <= 5; i++) {
                long start = System.nanoTime();
                assertThat(service.append(session, "e" + i).statusCode()).isEqualTo(201);
                stream.await(i);
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                System.out.printf("Ingress: an event at its follower after %d ms%n", took.toMillis());
                assertThat(took).isLessThan(SOON);
            }
        }
    }

    @Test
    void an_import_of_100_MB_passes_and_is_answered_while_it_is_sent() throws Exception {
        String name = "import-" + UUID.randomUUID();
        String events = Service.conversation("", 5).replace("a latte, please", "a latte, please ".repeat(1250));
        int lines = 1_050;

        StreamedImport done = StreamedImport.send(ingress.base(), lines,
                i -> events.replace("\"sessionId\":\"\"", "\"sessionId\":\"%s-%06d\"".formatted(name, i)));
        System.out.printf("Ingress: %d bytes imported, of which %d had been sent when the first answer came%n", done.sent(),
                done.sentBeforeAnswer());
        assertThat(done.status()).isEqualTo(200);
        assertThat(done.sent()).isGreaterThan(100_000_000);
        assertThat(done.sentBeforeAnswer()).isLessThan(done.sent() / 2);
        assertThat(done.answers()).hasSize(lines).allMatch(line -> line.contains("\"created\":5,\"replayed\":0,\"failed\":0"));
        assertThat(service.eventIds(name + "-%06d".formatted(lines - 1))).hasSize(5);
    }

    @Test
    void what_is_long_passes_and_limits_are_told_by_the_service() throws Exception {
        String id = "!".repeat(128 - 36) + UUID.randomUUID();
        String path = "/sessions/" + id.replace("!", "%21");
        assertThat(service.create(id).headers().firstValue("Location").map(ingress.base()::resolve))
                .contains(ingress.base().resolve("/sessions/" + id));
        assertThat(service.append(id, "e1").statusCode()).isEqualTo(201);
        assertThat(service.append(id, "e2").statusCode()).isEqualTo(201);
        HttpResponse<String> page = get(path + "/events?limit=1&type=user_speech&type=" + "x".repeat(10_000));
        assertThat(page.statusCode()).as("what is too much is for the service to say").isEqualTo(400);
        page = get(path + "/events?limit=1");
        String link = page.headers().firstValue("Link").orElseThrow();
        URI next = ingress.base().resolve(link.substring(1, link.indexOf('>')));
        assertThat(next.getAuthority()).isEqualTo(ingress.base().getAuthority());
        assertThat(get(next.toString().substring(ingress.base().toString().length())).body()).contains("\"e2\"");

        assertTooLarge(service.post(path + "/events", "application/json", "x".repeat(2 * MIB)));
        assertTooLarge(service.post(path + "/events/batch", "application/json", "x".repeat(17 * MIB)));
        HttpResponse<String> text = service.post("/sessions/import", "text/plain", "x".repeat(2 * MIB));
        assertThat(text.statusCode()).isEqualTo(415);
        assertThat(text.body()).contains("urn:conversation-sessions:problem:unsupported-media-type");
    }

    private static void assertTooLarge(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("urn:conversation-sessions:problem:too-large");
    }

    /** With a header as long as a token with many claims. */
    private static HttpResponse<String> get(String path) throws Exception {
        try (HttpClient http = HttpClient.newBuilder().version(Version.HTTP_1_1).build()) {
            return http.send(HttpRequest.newBuilder(URI.create(ingress.base() + path)).header("X-Long", "x".repeat(16_000))
                    .method("GET", BodyPublishers.noBody()).build(), BodyHandlers.ofString());
        }
    }

    @Test
    void a_killed_pod_costs_a_retry_and_nothing_else() throws Exception {
        long retries = ingress.retries();
        try (Clients clients = new Clients(service, 8)) {
            clients.awaitAcknowledged(200);
            pods.getFirst().kill();
            clients.awaitAcknowledged(200);
            pods.getFirst().start();
            clients.awaitAcknowledged(200);
            clients.finish();
            assertThat(clients.statuses().keySet()).as("what clients saw of it").isSubsetOf(200, 201);
            clients.count(database.connectionString(), DATABASE).exactlyWhatWasSent("Killed behind an ingress");
            clients.assertReadBackInOrder();
        }
        assertThat(ingress.retries()).isGreaterThan(retries);
    }

    @Test
    void pods_that_are_restarted_one_after_the_other_are_not_noticed_by_clients_that_retry_once() throws Exception {
        long retries = ingress.retries();
        try (Clients mixed = Clients.patient(service, 5, Client::mixed);
                Clients importing = Clients.patient(service, 1, Client::importing);
                Clients followed = Clients.patient(service, 4, Client::appending)) {
            Waiting.until("the sessions to follow have been created", () -> followed.sent().values().stream()
                    .filter(ids -> ids.size() > 1).count() == 4);
            try (Followers followers = new Followers(service, followed.sent().keySet())) {
                for (int roll = 0; roll < ROLLS; roll++) {
                    for (PackagedService pod : pods) {
                        restart(pod, mixed, importing);
                    }
                }
                List<Clients> all = List.of(mixed, importing, followed);
                for (Clients each : all) {
                    each.finish();
                }
                followers.assertToldAllInOrder(followed.sent());
                System.out.printf("Rolled %d times: sent to another pod by nginx %d, retried by clients %d, again %d; %s%n",
                        ROLLS, ingress.retries() - retries, sum(all, Clients::retried), sum(all, Clients::retriedAgain),
                        followers);
                for (Clients each : all) {
                    assertAllStoredOnce(each);
                }
                assertThat(sum(all, Clients::retriedAgain) + followers.givenUp()).as("retries that failed").isZero();
            }
        }
        assertThat(pods).allSatisfy(pod -> assertThat(pod.loggedErrors()).isEmpty());
    }

    /** As a platform does it: told to end, waited for, and followed by one that is ready. */
    private static void restart(PackagedService pod, Clients mixed, Clients importing) throws Exception {
        mixed.awaitAcknowledged(50);
        importing.awaitAcknowledged(3);
        pod.terminate();
        Waiting.until("it has ended", () -> pod.endsWithin(1));
        mixed.awaitAcknowledged(50);
        pod.start();
    }

    private static void assertAllStoredOnce(Clients clients) throws Exception {
        System.out.printf("Rolled: answers by status %s%n", clients.statuses());
        clients.count(database.connectionString(), DATABASE).exactlyWhatWasSent("Rolled");
        clients.assertReadBackInOrder();
    }

    private static int sum(List<Clients> all, ToIntFunction<Clients> count) {
        return all.stream().mapToInt(count).sum();
    }

    private static String session() throws Exception {
        String session = "call-" + UUID.randomUUID();
        assertThat(service.create(session).statusCode()).isEqualTo(201);
        return session;
    }
}
