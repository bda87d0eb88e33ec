package io.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

/** What the service answered, with the checks that every test makes of answers. */
public final class Answer {

    private final int status;
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final byte[] body;

    public Answer(int status, Map<String, List<String>> headers, byte[] body) {
        this.status = status;
        this.headers.putAll(headers);
        this.body = body.clone();
    }

    public int status() {
        return status;
    }

    /** The header's one value, or null. */
    public String header(String name) {
        List<String> values = headers.getOrDefault(name, List.of());
        assertThat(values).as("header %s", name).hasSizeLessThan(2);
        return values.isEmpty() ? null : values.getFirst();
    }

    /** All lines of it. */
    public List<String> headers(String name) {
        return List.copyOf(headers.getOrDefault(name, List.of()));
    }

    public String contentType() {
        String type = header("Content-Type");
        return type == null ? null : type.replace(" ", "").replaceAll("(?i);charset=utf-8$", "");
    }

    public byte[] bytes() {
        return body.clone();
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    public JsonNode json() {
        return Json.parse(text());
    }

    public List<JsonNode> lines() {
        return Json.lines(text());
    }

    public String field(String name) {
        return json().path(name).asText(null);
    }

    public Answer expect(int wanted) {
        assertThat(status).as("status of %s", this).isEqualTo(wanted);
        return this;
    }

    public Answer expectCreated() {
        expect(201);
        assertThat(header("Idempotent-Replayed")).isNull();
        assertThat(header("Location")).isNotNull();
        return this;
    }

    public Answer expectReplayed() {
        expect(200);
        assertThat(header("Idempotent-Replayed")).isEqualTo("true");
        return this;
    }

    /** A problem document of this name, whole and well-formed. */
    public Answer expectProblem(int wanted, String name) {
        expect(wanted);
        assertThat(contentType()).as("content type of %s", this).isEqualTo("application/problem+json");
        JsonNode problem = json();
        assertThat(problem.path("type").asText()).isEqualTo("urn:conversation-sessions:problem:" + name);
        assertThat(problem.path("status").asInt()).isEqualTo(wanted);
        assertThat(problem.path("title").asText()).isNotBlank();
        assertThat(problem.path("detail").asText()).isNotBlank();
        return this;
    }

    /** {@code validation-failed} of exactly these fields, in any order. */
    public Answer expectViolations(String... fields) {
        expectProblem(400, "validation-failed");
        assertThat(Json.texts(json().path("violations"), "field")).containsExactlyInAnyOrder(fields);
        assertThat(Json.texts(json().path("violations"), "message")).allSatisfy(message -> assertThat(message).isNotBlank());
        return this;
    }

    @Override
    public String toString() {
        String text = text();
        return status + " " + headers + " " + (text.length() > 2000 ? text.substring(0, 2000) + "…" : text);
    }
}
