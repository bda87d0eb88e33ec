package io.conversation.webhook;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.conversation.webhook.Outcome.Failure;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.tracing.TracingPolicy;

/**
 * One attempt. It goes to the very address that was looked at, and never to another by a second look-up or a redirect; the name
 * is what TLS asks for, and its certificate has to be of it.
 */
@Singleton
class Post {

    static final int AT_ONCE = 8;

    /** Shorter than servers wait for the next request: one that they were about to close would be cut off. */
    private static final int KEEP_ALIVE_SECONDS = 4;

    private final Receiver receiver;
    private final Names names;
    private final HttpClient client;

    @Inject
    Post(Receiver receiver, Names names, Vertx vertx) {
        this(receiver, names, vertx, new HttpClientOptions());
    }

    Post(Receiver receiver, Names names, Vertx vertx, HttpClientOptions options) {
        this.receiver = receiver;
        this.names = names;
        this.client = receiver.isOn() ? client(vertx, options) : null;
    }

    private static HttpClient client(Vertx vertx, HttpClientOptions options) {
        // Traces are the service's own affair; a receiver is sent nothing of them.
        return vertx.createHttpClient(
                options.setKeepAliveTimeout(KEEP_ALIVE_SECONDS).setTracingPolicy(TracingPolicy.IGNORE),
                new PoolOptions().setHttp1MaxSize(AT_ONCE));
    }

    boolean isMade() {
        return client != null;
    }

    void stop(@Observes ShutdownEvent event) {
        if (client != null) {
            client.close();
        }
    }

    /** @param attempt from 1: of several addresses each has its turn */
    Outcome send(Map<String, String> headers, byte[] body, int attempt) throws InterruptedException {
        long until = System.nanoTime() + receiver.timeout().toNanos();
        try {
            List<InetAddress> addresses = names.of(receiver.host(), receiver.timeout());
            if (addresses.isEmpty()) {
                return Outcome.failed(Failure.NAME_UNKNOWN);
            }
            if (!addresses.stream().allMatch(receiver::mayBe)) {
                return Outcome.failed(Failure.ADDRESS_REFUSED);
            }
            return exchange(addresses.get((attempt - 1) % addresses.size()), headers, body, until);
        } catch (TimeoutException e) {
            return Outcome.failed(Failure.TIMED_OUT);
        }
    }

    private Outcome exchange(InetAddress address, Map<String, String> headers, byte[] body, long until)
            throws InterruptedException {
        long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime()));
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.POST).setHost(receiver.host())
                .setPort(receiver.port()).setURI(receiver.target()).setSsl(receiver.isTls()).setFollowRedirects(false)
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, receiver.port())))
                .setConnectTimeout(left);
        headers.forEach(options::putHeader);
        CompletableFuture<Outcome> done = new CompletableFuture<>();
        Exchange exchange = new Exchange(done);
        exchange.begin(client, options, body);
        try {
            return done.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return exchange.answeredSoFar();
        } catch (ExecutionException e) {
            return Outcome.failed(failure(e.getCause()));
        } finally {
            exchange.end();
        }
    }

    private static Failure failure(Throwable cause) {
        return switch (cause) {
            case SSLException e -> Failure.NOT_TRUSTED;
            case ConnectException e -> Failure.NOT_CONNECTED;
            case SocketException e -> e.getMessage() != null && e.getMessage().startsWith("Connection reset") ? Failure.CUT_OFF
                    : Failure.NOT_CONNECTED;
            case TimeoutException e -> Failure.TIMED_OUT;
            default -> Failure.CUT_OFF;
        };
    }
}
