package io.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/** The service over HTTP, in its own words. */
public final class ConversationClient {

    private static final String JSON = "application/json";
    private static final String NDJSON = "application/x-ndjson";
    private static final Duration AVAILABLE_WITHIN = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final EncoderConfig ENCODING = EncoderConfig.encoderConfig()
            .appendDefaultContentCharsetToContentTypeIfUndefined(false)
            .encodeContentTypeAs(JSON, ContentType.BINARY)
            .encodeContentTypeAs(NDJSON, ContentType.BINARY);

    private final OptionalInt port;
    private final Map<String, String> headers;

    public ConversationClient() {
        this(OptionalInt.empty(), Map.of());
    }

    private ConversationClient(OptionalInt port, Map<String, String> headers) {
        this.port = port;
        this.headers = headers;
    }

    /** The same client, asking at another port. */
    public ConversationClient at(int otherPort) {
        return new ConversationClient(OptionalInt.of(otherPort), headers);
    }

    /** The same client, sending this header, too. */
    public ConversationClient with(String header, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(header, value);
        return new ConversationClient(port, more);
    }

    /** What it sends with each request. */
    public Map<String, String> headers() {
        return Map.copyOf(headers);
    }

    public ConversationClient strict() {
        return with("Prefer", "handling=strict");
    }

    public static ObjectNode newSession(String sessionId) {
        return Json.object("sessionId", sessionId, "language", "en-US");
    }

    public static ObjectNode newEvent(String eventId) {
        return Json.object("eventId", eventId, "type", "user_speech", "payload", Json.object("text", "a latte, please"));
    }

    public static ObjectNode newEvent(String eventId, String timestamp) {
        return newEvent(eventId).put("timestamp", timestamp);
    }

    public Answer create(Object session) {
        return send("POST", "/sessions", JSON, session);
    }

    /** A new session with nothing but an id of its own, which is returned. */
    public String createFresh(String name) {
        String sessionId = Fresh.id(name);
        create(newSession(sessionId)).expectCreated();
        return sessionId;
    }

    public Answer list(String query) {
        return get("/sessions" + query);
    }

    public Answer session(String sessionId, String query) {
        return get("/sessions/" + sessionId + query);
    }

    public JsonNode storedSession(String sessionId) {
        return session(sessionId, "").expect(200).json().get("session");
    }

    public Answer append(String sessionId, Object event) {
        return send("POST", "/sessions/" + sessionId + "/events", JSON, event);
    }

    /** A batch, as a JSON array. */
    public Answer appendAll(String sessionId, Object events) {
        return send("POST", "/sessions/" + sessionId + "/events/batch", JSON, events);
    }

    public Answer event(String sessionId, String eventId) {
        return get("/sessions/" + sessionId + "/events/" + eventId);
    }

    public Answer events(String sessionId, String query) {
        return get("/sessions/" + sessionId + "/events" + query);
    }

    /** All events as a stream of lines. */
    public List<JsonNode> streamed(String sessionId, String query) {
        Answer answer = with("Accept", NDJSON).events(sessionId, query).expect(200);
        assertThat(answer.contentType()).isEqualTo(NDJSON);
        return answer.lines();
    }

    public Answer erase(String sessionId) {
        return send("DELETE", "/sessions/" + sessionId, null, null);
    }

    public Answer complete(String sessionId) {
        return send("POST", "/sessions/" + sessionId + "/complete", null, null);
    }

    public Answer complete(String sessionId, Object completion) {
        return send("POST", "/sessions/" + sessionId + "/complete", JSON, completion);
    }

    public Answer importLines(Object lines) {
        return send("POST", "/sessions/import", NDJSON, lines);
    }

    /** Imports and expects every line to be taken whole. */
    public List<JsonNode> imported(Object lines) {
        List<JsonNode> results = importLines(lines).expect(200).lines();
        assertThat(results).allSatisfy(result -> assertThat(result.has("problem")).as("%s", result).isFalse());
        return results;
    }

    public String export(String query) {
        Answer answer = get("/sessions/export" + query).expect(200);
        assertThat(answer.contentType()).isEqualTo(NDJSON);
        return answer.text();
    }

    /** The items of all pages of a list, from the first on by cursors; {@code query} begins with {@code ?}. */
    public List<JsonNode> allPages(String path, String query, String items) {
        List<JsonNode> all = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonNode page = get(path + query + (cursor.isEmpty() ? "" : "&cursor=" + cursor)).expect(200).json();
            page.get(items).forEach(all::add);
            JsonNode pagination = page.get("pagination");
            cursor = pagination.path("nextCursor").asText(null);
            assertThat(pagination.get("hasMore").asBoolean()).isEqualTo(cursor != null);
            assertThat(page.get(items).size()).isLessThanOrEqualTo(pagination.get("limit").asInt());
        }
        return all;
    }

    public List<JsonNode> allEvents(String sessionId, String query) {
        return allPages("/sessions/" + sessionId + "/events", query, "events");
    }

    /** Waits until the service is ready; its indexes are made after it has begun to listen. */
    public Answer awaitReady() {
        return untilAvailable(() -> get("/q/health/ready")).expect(200);
    }

    /** Repeats a request that is answered 503, as clients are asked to, but almost without waiting. */
    public Answer untilAvailable(Supplier<Answer> request) {
        long deadline = System.nanoTime() + AVAILABLE_WITHIN.toNanos();
        Answer answer = request.get();
        while (answer.status() == 503 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE.toNanos());
            answer = request.get();
        }
        return answer;
    }

    public Answer get(String path) {
        return send("GET", path, null, null);
    }

    /** Any request; a body that is no byte array is sent as its text in UTF-8. */
    public Answer send(String method, String path, String contentType, Object body) {
        RequestSpecification request = RestAssured.given().urlEncodingEnabled(false)
                .config(RestAssured.config().encoderConfig(ENCODING)).headers(headers);
        port.ifPresent(request::port);
        if (contentType != null) {
            request.contentType(contentType);
        }
        if (body != null) {
            request.body(body instanceof byte[] bytes ? bytes : body.toString().getBytes(StandardCharsets.UTF_8));
        }
        return answer(request.request(method, path));
    }

    private static Answer answer(Response response) {
        Map<String, List<String>> received = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        response.headers().forEach(header -> received.computeIfAbsent(header.getName(), name -> new ArrayList<>())
                .add(header.getValue()));
        return new Answer(response.statusCode(), received, response.asByteArray());
    }
}
