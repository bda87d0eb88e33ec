package io.conversation.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The service as its clients have it: requests over HTTP, each sent once, and whatever comes of them. */
final class Service implements AutoCloseable {

    static final String NDJSON = "application/x-ndjson";
    /** How long a client waits for an answer. */
    static final Duration LONGEST = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI base;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newBuilder().version(Version.HTTP_1_1).executor(threads)
            .connectTimeout(Duration.ofSeconds(5)).build();

    Service(URI base) {
        this.base = base;
    }

    URI base() {
        return base;
    }

    static String session(String sessionId) {
        return "{\"sessionId\":\"" + sessionId + "\",\"language\":\"en-US\"}";
    }

    static String event(String eventId) {
        return "{\"eventId\":\"" + eventId + "\",\"type\":\"user_speech\",\"payload\":{\"text\":\"a latte, please\"}}";
    }

    /** A conversation of an import, completed, with that many events. */
    static String conversation(String sessionId, int events) {
        StringBuilder line = new StringBuilder("{\"sessionId\":\"").append(sessionId)
                .append("\",\"language\":\"en-US\",\"status\":\"completed\",\"events\":[");
        for (int i = 0; i < events; i++) {
            line.append(i == 0 ? "" : ",").append(event("e" + i));
        }
        return line.append("]}\n").toString();
    }

    HttpResponse<String> create(String sessionId) throws IOException, InterruptedException {
        return post("/sessions", "application/json", session(sessionId));
    }

    HttpResponse<String> append(String sessionId, String eventId) throws IOException, InterruptedException {
        return post("/sessions/" + sessionId + "/events", "application/json", event(eventId));
    }

    HttpResponse<String> complete(String sessionId) throws IOException, InterruptedException {
        return post("/sessions/" + sessionId + "/complete", "application/json", "");
    }

    HttpResponse<String> post(String path, String type, String body) throws IOException, InterruptedException {
        return send("POST", path, type, BodyPublishers.ofString(body));
    }

    HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return send("DELETE", path, "application/json", BodyPublishers.noBody());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path, "application/json", BodyPublishers.noBody());
    }

    private HttpResponse<String> send(String method, String path, String type, BodyPublisher body)
            throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(base.resolve(path)).timeout(LONGEST).header("Content-Type", type)
                .method(method, body).build(), BodyHandlers.ofString());
    }

    /** The status of the answer, or 0 when none came. */
    int status(String path) throws InterruptedException {
        try {
            return get(path).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    boolean isReady() throws InterruptedException {
        return status("/q/health/ready") == 200;
    }

    /** The ids of a session's events, in the order in which the service gives them, page by page. */
    List<String> eventIds(String sessionId) throws IOException, InterruptedException {
        return eventIds(sessionId, 100);
    }

    /** @param limit how many on a page */
    List<String> eventIds(String sessionId, int limit) throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            HttpResponse<String> answer = get("/sessions/" + sessionId + "/events?limit=" + limit + cursor);
            if (answer.statusCode() != 200) {
                throw new IOException("Page answered " + answer.statusCode());
            }
            cursor = page(answer, ids);
        }
        return ids;
    }

    /** Takes the ids of a page; returns the query for the next one, or null after the last. */
    static String page(HttpResponse<String> answer, List<String> ids) {
        JsonNode page = json(answer);
        page.get("events").forEach(event -> ids.add(event.get("eventId").asText()));
        JsonNode next = page.get("pagination").get("nextCursor");
        return next == null || next.isNull() ? null : "&cursor=" + next.asText();
    }

    static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        threads.shutdownNow();
    }
}
