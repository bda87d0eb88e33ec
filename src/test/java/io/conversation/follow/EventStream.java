package io.conversation.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.Json;

/** A follower as a client has it: reads server-sent events in a thread of its own, until it or the service closes. */
public final class EventStream implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> eventIds = new ArrayList<>();
    private final Map<String, String> positions = new HashMap<>();
    private final InputStream body;
    private JsonNode session;
    private String lastId;
    private int heartbeats;
    private boolean closed;
    private Throwable failure;

    private EventStream(InputStream body) {
        this.body = body;
        Thread.ofVirtual().start(this::read);
    }

    /** Connects, and expects to be let in. */
    public static EventStream of(String base, String sessionId, String lastEventId) {
        return of(base, sessionId, lastEventId, Map.of());
    }

    /** The same, for who has to say who it is. */
    public static EventStream of(String base, String sessionId, String lastEventId, Map<String, String> headers) {
        HttpResponse<InputStream> response = request(base, sessionId, lastEventId, headers);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        return new EventStream(response.body());
    }

    public static HttpResponse<InputStream> request(String base, String sessionId, String lastEventId) {
        return request(base, sessionId, lastEventId, Map.of());
    }

    private static HttpResponse<InputStream> request(String base, String sessionId, String lastEventId,
            Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/sessions/" + sessionId + "/events/stream"))
                .timeout(PATIENCE);
        headers.forEach(request::header);
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            List<String> message = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                message.add(line);
                if (line.isEmpty()) {
                    took(message);
                    message.clear();
                }
            }
        } catch (IOException e) {
            // Closed by one side or the other.
        } catch (Throwable e) {
            failed(e);
        } finally {
            synchronized (this) {
                closed = true;
                notifyAll();
            }
        }
    }

    /** Takes a message whole: whoever goes on after {@link #lastId()} has been given what came with it. */
    private synchronized void took(List<String> message) {
        if (message.getFirst().startsWith(":")) {
            heartbeats++;
        }
        String event = field("event", message);
        String data = field("data", message);
        if ("session".equals(event)) {
            session = Json.parse(data);
        } else if (data != null) {
            JsonNode told = Json.parse(data);
            assertThat(told.get("type").asText()).isEqualTo(event);
            eventIds.add(told.get("eventId").asText());
            positions.put(eventIds.getLast(), field("id", message));
        }
        String id = field("id", message);
        lastId = id == null ? lastId : id;
        notifyAll();
    }

    private static String field(String name, List<String> message) {
        String start = name + ": ";
        return message.stream().filter(line -> line.startsWith(start)).map(line -> line.substring(start.length()))
                .findFirst().orElse(null);
    }

    private synchronized void failed(Throwable e) {
        failure = e;
    }

    /** What went wrong in the reading thread goes wrong in the test's. */
    private synchronized void throwFailure() {
        if (failure != null) {
            throw new AssertionError("What the stream told was not as it has to be: " + failure.getMessage(), failure);
        }
    }

    /** Every event in the order it came, repeats included. */
    public synchronized List<String> eventIds() {
        return List.copyOf(eventIds);
    }

    /** Waits for so many different events. */
    public List<String> await(int events) {
        await(() -> new LinkedHashSet<>(eventIds).size() >= events, events + " events");
        return eventIds();
    }

    /** Null while it has not been told that the session has ended. */
    public synchronized JsonNode session() {
        return session;
    }

    public JsonNode awaitEnd() {
        await(() -> session != null, "the end of the session");
        return session;
    }

    void awaitHeartbeats(int wanted) {
        await(() -> heartbeats >= wanted, wanted + " heartbeats");
    }

    /** Follows for a second, or until it is closed. */
    synchronized void awaitAnotherSecond() {
        long end = System.nanoTime() + 1_000_000_000L;
        try {
            for (long left = 1000; left > 0 && !closed; left = (end - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public void awaitClosed() {
        await(() -> closed, "the end of the stream");
    }

    private synchronized void await(BooleanSupplier condition, String what) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            throwFailure();
            long left = (end - System.nanoTime()) / 1_000_000;
            Set<String> different = new LinkedHashSet<>(eventIds);
            assertThat(left).as("waiting for %s, has %d, closed %s", what, different.size(), closed).isPositive();
            try {
                wait(left);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        throwFailure();
    }

    public synchronized String lastId() {
        return lastId;
    }

    /** The position that came with an event. */
    synchronized String positionOf(String eventId) {
        return positions.get(eventId);
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        throwFailure();
    }
}
