package io.conversation.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import io.conversation.Json;

/** What of an OpenID Connect provider the service asks: its discovery and its keys. */
final class TestProvider {

    private static final String PORT = TestProvider.class.getName() + ".port";

    private volatile List<String> keys = List.of();
    private final Semaphore asked = new Semaphore(0);
    private volatile CountDownLatch held = new CountDownLatch(0);
    private HttpServer server;

    /** The same for whoever asks in this process; nothing listens there before the start. */
    static synchronized String address() {
        if (System.getProperty(PORT) == null) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                System.setProperty(PORT, Integer.toString(free.getLocalPort()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return "http://127.0.0.1:" + System.getProperty(PORT);
    }

    void start(String... keyIds) {
        show(keyIds);
        try {
            address();
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.getInteger(PORT)), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/.well-known/openid-configuration", exchange -> answer(exchange,
                Json.object("issuer", Tokens.ISSUER, "jwks_uri", address() + "/keys")));
        server.createContext("/keys", exchange -> {
            ObjectNode set = Json.object();
            asked.release();
            await(held);
            keys.forEach(id -> set.withArray("keys").add(Tokens.jwk(Tokens.pair(id), id)));
            answer(exchange, set);
        });
        server.start();
    }

    void show(String... keyIds) {
        keys = List.of(keyIds);
    }

    /** From now on whoever asks for the keys waits. */
    void hold() {
        held = new CountDownLatch(1);
        asked.drainPermits();
    }

    void awaitAsked() throws InterruptedException {
        assertThat(asked.tryAcquire(30, TimeUnit.SECONDS)).as("the provider is asked for its keys").isTrue();
    }

    void release() {
        held.countDown();
    }

    private static void await(CountDownLatch held) {
        try {
            held.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void stop() {
        if (server != null) {
            server.stop(0);
            server = null;
        }
    }

    private static void answer(HttpExchange exchange, ObjectNode body) throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
