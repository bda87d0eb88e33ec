package io.conversation.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.fault.PackagedService;
import io.conversation.webhook.Outcome.Failure;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;

/** One attempt, over a real wire; what a name stands for is the test's to say. */
class PostTest {

    private static final byte[] BODY = "{}".getBytes();
    private static final Map<String, String> HEADERS = Map.of("content-type", "application/json", "webhook-id", "1");
    private static final String PASSWORD = "password";

    @TempDir
    static Path directory;

    private final Vertx vertx = Vertx.vertx();
    private TestReceiver receiver;
    private final AtomicInteger lookUps = new AtomicInteger();

    @BeforeEach
    void open() throws IOException {
        receiver = new TestReceiver(0);
    }

    @AfterEach
    void close() throws Exception {
        receiver.close();
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    private Names names(String... addresses) {
        return new Names(vertx) {
            @Override
            List<InetAddress> of(String host, Duration wait) {
                lookUps.incrementAndGet();
                return java.util.Arrays.stream(addresses).map(PostTest::address).toList();
            }
        };
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private Post to(Settings settings, Names names) {
        return new Post(new Receiver(settings), names, vertx);
    }

    private Settings settings(String host) {
        return Settings.to("http://" + host + ":" + receiver.port() + "/in?a=b").anywhere();
    }

    private Outcome send(Post post) throws InterruptedException {
        return post.send(HEADERS, BODY, 1);
    }

    @Test
    void it_goes_to_the_address_that_was_looked_at_and_names_the_host() throws Exception {
        assertThat(send(to(settings("hooks.invalid"), names("127.0.0.1")))).isEqualTo(Outcome.answered(204, Duration.ZERO));
        assertThat(receiver.told()).singleElement().satisfies(told -> {
            assertThat(told.method()).isEqualTo("POST");
            assertThat(told.uri()).isEqualTo("/in?a=b");
            assertThat(told.host()).isEqualTo("hooks.invalid:" + receiver.port());
            assertThat(told.body()).isEqualTo(BODY);
        });
        assertThat(lookUps).as("a second look-up could be answered otherwise").hasValue(1);
    }

    @Test
    void the_systems_names_are_looked_up_and_where_there_is_none_it_fails() throws Exception {
        Names system = new Names(vertx);
        assertThat(send(to(settings("localhost"), system)).isDelivered()).isTrue();
        assertThat(send(to(settings("nowhere.invalid"), system)).failure()).isEqualTo(Failure.NAME_UNKNOWN);
    }

    @Test
    void a_name_that_stands_for_any_address_that_is_not_public_is_refused() throws Exception {
        Settings https = Settings.to("https://hooks.example:" + receiver.port());
        assertThat(send(to(https, names("127.0.0.1"))).failure()).isEqualTo(Failure.ADDRESS_REFUSED);
        assertThat(send(to(https, names("8.8.8.8", "::1"))).failure()).isEqualTo(Failure.ADDRESS_REFUSED);
        assertThat(send(to(https, new Names(vertx) {
            @Override
            List<InetAddress> of(String host, Duration wait) {
                return List.of(address("169.254.169.254"));
            }
        })).failure()).isEqualTo(Failure.ADDRESS_REFUSED);
        assertThat(receiver.told()).isEmpty();
    }

    @Test
    void a_name_that_is_another_address_at_the_next_attempt_is_looked_at_again() throws Exception {
        AtomicReference<String> stands = new AtomicReference<>("127.0.0.1");
        Names rebinding = new Names(vertx) {
            @Override
            List<InetAddress> of(String host, Duration wait) {
                return List.of(address(stands.get()));
            }
        };
        Post post = to(settings("hooks.example"), rebinding);
        assertThat(send(post).isDelivered()).isTrue();
        stands.set("127.0.0.2");
        assertThat(send(post).failure()).as("nobody is there, and no connection of the other address is taken")
                .isEqualTo(Failure.NOT_CONNECTED);
        assertThat(receiver.told()).hasSize(1);
    }

    @Test
    void of_several_addresses_each_has_its_turn() throws Exception {
        Post post = to(settings("hooks.example"), names("127.0.0.2", "127.0.0.1"));
        assertThat(post.send(HEADERS, BODY, 1).failure()).isEqualTo(Failure.NOT_CONNECTED);
        assertThat(post.send(HEADERS, BODY, 2).isDelivered()).isTrue();
        assertThat(post.send(HEADERS, BODY, 3).failure()).isEqualTo(Failure.NOT_CONNECTED);
    }

    @ParameterizedTest
    @ValueSource(ints = { 400, 404, 410, 429, 500, 503 })
    void whatever_is_no_success_is_a_failure(int status) throws Exception {
        receiver.always(TestReceiver.status(status));
        Outcome outcome = send(to(settings("hooks.example"), names("127.0.0.1")));
        assertThat(outcome).isEqualTo(new Outcome(status, Failure.ANSWERED, Duration.ZERO));
        assertThat(outcome.isRefusedForEver()).isEqualTo(status == 410);
    }

    @ParameterizedTest
    @ValueSource(ints = { 301, 302, 303, 307, 308 })
    void no_redirect_is_followed(int status) throws Exception {
        receiver.always(TestReceiver.with(status, "Location", "http://127.0.0.1:" + receiver.port() + "/elsewhere"));
        assertThat(send(to(settings("hooks.example"), names("127.0.0.1")))).isEqualTo(
                new Outcome(status, Failure.REDIRECTED, Duration.ZERO));
        assertThat(receiver.told()).hasSize(1);
    }

    @Test
    void what_the_receiver_asks_for_is_told() throws Exception {
        receiver.always(TestReceiver.with(503, "Retry-After", "120"));
        assertThat(send(to(settings("hooks.example"), names("127.0.0.1"))).retryAfter()).isEqualTo(Duration.ofSeconds(120));
    }

    @Test
    void a_connection_that_is_cut_or_that_nobody_takes_is_a_failure() throws Exception {
        receiver.then(TestReceiver.cut());
        Post post = to(settings("hooks.example"), names("127.0.0.1"));
        assertThat(send(post).failure()).isEqualTo(Failure.CUT_OFF);
        assertThat(send(post).isDelivered()).isTrue();
        Settings nobody = Settings.to("http://hooks.example:" + PackagedService.freePort()).anywhere();
        assertThat(send(to(nobody, names("127.0.0.1"))).failure()).isEqualTo(Failure.NOT_CONNECTED);
    }

    @Test
    void who_does_not_answer_in_time_is_not_waited_for() throws Exception {
        receiver.then(receiver.silent());
        Post post = to(settings("hooks.example").within(Duration.ofMillis(300)), names("127.0.0.1"));
        assertThat(send(post).failure()).isEqualTo(Failure.TIMED_OUT);
        assertThat(send(post).isDelivered()).as("by another connection").isTrue();
    }

    @Test
    void a_body_that_does_not_end_is_not_read_and_the_status_counts() throws Exception {
        receiver.then(receiver.endless());
        Post post = to(settings("hooks.example"), names("127.0.0.1"));
        assertThat(send(post)).isEqualTo(Outcome.answered(200, Duration.ZERO));
        assertThat(send(post).isDelivered()).isTrue();
    }

    @Test
    void the_certificate_has_to_be_of_the_name_and_not_of_the_address() throws Exception {
        PfxOptions certificate = certificate("hooks.example");
        AtomicReference<String> asked = new AtomicReference<>();
        HttpServer server = vertx
                .createHttpServer(new HttpServerOptions().setSsl(true).setSni(true).setKeyCertOptions(certificate))
                .requestHandler(request -> {
                    asked.set(request.connection().indicatedServerName());
                    request.response().end();
                }).listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get();
        HttpClientOptions trusting = new HttpClientOptions().setTrustOptions(certificate);
        assertThat(send(https("hooks.example", server.actualPort(), trusting)).isDelivered()).isTrue();
        assertThat(asked).hasValue("hooks.example");
        assertThat(send(https("other.example", server.actualPort(), trusting)).failure()).isEqualTo(Failure.NOT_TRUSTED);
        assertThat(send(https("hooks.example", server.actualPort(), new HttpClientOptions())).failure())
                .as("by whom nobody knows").isEqualTo(Failure.NOT_TRUSTED);
    }

    private Post https(String host, int port, HttpClientOptions options) {
        return new Post(new Receiver(Settings.to("https://" + host + ":" + port + "/").anywhere()), names("127.0.0.1"), vertx,
                options);
    }

    private static PfxOptions certificate(String host) throws Exception {
        Path store = directory.resolve("store.p12");
        Process made = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
                "-alias", "receiver", "-keyalg", "EC", "-dname", "CN=" + host, "-ext", "san=dns:" + host, "-storetype",
                "PKCS12",
                "-keystore", store.toString(), "-storepass", PASSWORD).inheritIO().start();
        assertThat(made.waitFor()).isZero();
        return new PfxOptions().setPath(store.toString()).setPassword(PASSWORD);
    }
}
