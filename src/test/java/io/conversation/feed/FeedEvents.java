package io.conversation.feed;

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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.ConversationClient;
import io.conversation.Json;
import io.conversation.fault.Waiting;

/** A reader of the feed's stream, in a thread of its own; keeps what is of some sessions. */
public final class FeedEvents implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Set<String> sessions;
    private final List<JsonNode> items = new ArrayList<>();
    private final InputStream body;
    private String begunAt;
    private String lastId;
    private int heartbeats;
    private boolean closed;

    private FeedEvents(InputStream body, Set<String> sessions) {
        this.body = body;
        this.sessions = sessions;
        Thread.ofVirtual().start(this::read);
    }

    /** Until each reader of the feed has had its last look. */
    public static void awaitNone(ConversationClient client) throws Exception {
        Waiting.until("nobody is at the feed any more",
                () -> client.get("/q/metrics").expect(200).text().contains("conversation_feed_readers 0.0"));
    }

    /** Connects, and waits for the position that it begins at. */
    public static FeedEvents of(String base, String query, Map<String, String> headers, String... sessions) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base.replaceAll("/$", "") + "/feed/stream" + query))
                .timeout(PATIENCE);
        headers.forEach(request::header);
        try {
            HttpResponse<InputStream> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
            assertThat(response.headers().firstValue("X-Accel-Buffering")).contains("no");
            FeedEvents events = new FeedEvents(response.body(), Set.of(sessions));
            events.await(() -> events.lastId != null, "the position it begins at");
            return events;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            List<String> message = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    took(message);
                    message.clear();
                } else {
                    message.add(line);
                }
            }
        } catch (IOException e) {
            // Closed by one side or the other.
        } finally {
            synchronized (this) {
                closed = true;
                notifyAll();
            }
        }
    }

    private synchronized void took(List<String> message) {
        String data = field("data", message);
        if (data == null) {
            heartbeats++;
            begunAt = lastId == null ? field("id", message) : begunAt;
        } else {
            JsonNode item = Json.parse(data);
            if (item.get("kind").asText().equals(field("event", message))
                    && item.get("position").asText().equals(field("id", message))
                    && sessions.contains(item.get("sessionId").asText())) {
                items.add(item);
            }
        }
        lastId = field("id", message);
        notifyAll();
    }

    private static String field(String name, List<String> message) {
        return message.stream().filter(line -> line.startsWith(name + ": ")).map(line -> line.substring(name.length() + 2))
                .findFirst().orElse(null);
    }

    private synchronized void await(BooleanSupplier condition, String what) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            assertThat(left).as("waiting for %s, has %s, closed %s", what, told(), closed).isPositive();
            try {
                wait(left);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Waits for so many items. */
    public List<String> await(int wanted) {
        await(() -> items.size() >= wanted, wanted + " items");
        return told();
    }

    void awaitHeartbeat() {
        int before = heartbeats;
        await(() -> heartbeats > before, "a heartbeat");
    }

    public void awaitClosed() {
        await(() -> closed, "the end");
    }

    public synchronized List<String> told() {
        return items.stream().map(FeedClient::told).toList();
    }

    /** What came before all items, or null when nothing did. */
    synchronized String begunAt() {
        return begunAt;
    }

    synchronized List<JsonNode> items() {
        return List.copyOf(items);
    }

    public synchronized String lastId() {
        return lastId;
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
