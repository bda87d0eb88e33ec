package io.conversation.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.conversation.fault.Waiting;

/** Whoever is told of ends: takes them, unless it was told to do otherwise. */
public final class TestReceiver implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Behaviour TAKE = exchange -> answer(exchange, 204);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private final Queue<Behaviour> next = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Behaviour> always = new AtomicReference<>(TAKE);
    private final CountDownLatch closed = new CountDownLatch(1);

    /** What it does with a request. */
    @FunctionalInterface
    public interface Behaviour {
        void answer(HttpExchange exchange) throws IOException;
    }

    /** A request. */
    public record Told(String method, String uri, String host, String id, String timestamp, String signature,
            String contentType,
            byte[] body) {

        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public String sessionId() {
            return json().at("/data/session/sessionId").asText();
        }

        public void assertSignedWith(String secret) {
            assertThat(signature).isEqualTo(Signatures.of(secret).of(id, Long.parseLong(timestamp), body));
        }
    }

    public TestReceiver(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        told.add(new Told(exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers.getFirst("Host"),
                headers.getFirst("webhook-id"), headers.getFirst("webhook-timestamp"), headers.getFirst("webhook-signature"),
                headers.getFirst("Content-Type"), exchange.getRequestBody().readAllBytes()));
        Behaviour behaviour = next.poll();
        (behaviour == null ? always.get() : behaviour).answer(exchange);
    }

    public static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    public static Behaviour status(int status) {
        return exchange -> answer(exchange, status);
    }

    static Behaviour with(int status, String header, String value) {
        return exchange -> {
            exchange.getResponseHeaders().set(header, value);
            answer(exchange, status);
        };
    }

    static Behaviour cut() {
        return HttpExchange::close;
    }

    /** Says nothing until it is closed. */
    Behaviour silent() {
        return exchange -> {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /** Takes it, and goes on with a body that does not end. */
    Behaviour endless() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            while (closed.getCount() > 0) {
                exchange.getResponseBody().write("again and ".repeat(1000).getBytes(StandardCharsets.US_ASCII));
            }
        };
    }

    /** Before it does what it always does, once each. */
    TestReceiver then(Behaviour... once) {
        next.addAll(List.of(once));
        return this;
    }

    public TestReceiver always(Behaviour behaviour) {
        always.set(behaviour);
        return this;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public List<Told> told() {
        return told;
    }

    public List<Told> toldOf(String sessionId) {
        return told.stream().filter(each -> each.sessionId().equals(sessionId)).toList();
    }

    public List<Told> await(String sessionId, int times) throws Exception {
        Waiting.until("it was told of " + sessionId + " " + times + " times", () -> toldOf(sessionId).size() >= times);
        return toldOf(sessionId);
    }

    void forget() {
        next.clear();
        always.set(TAKE);
        told.clear();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.close();
    }
}
