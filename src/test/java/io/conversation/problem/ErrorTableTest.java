package io.conversation.problem;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Json;
import io.conversation.RawHttp;
import io.quarkus.test.junit.QuarkusTest;

/** Each row of the contract's table of errors, provoked and checked whole. */
@QuarkusTest
class ErrorTableTest {

    private static final Pattern INSIDES = Pattern
            .compile("(?i)exception|\\bat [a-z.]+\\(|java\\.|jakarta|quarkus|vertx|jackson"
                    + "|fasterxml|resteasy|mongo|bson|localhost|127\\.0\\.0\\.1|<html|stack|io\\.conversation|Feature");

    private final ConversationClient client = new ConversationClient();

    /** A request that has to fail, and how; {@code instance} is the path it was sent to. */
    private record Row(int status, String name, String instance, Supplier<Answer> request) {
    }

    @Test
    void malformed_requests() {
        for (String body : List.of("", "{", "[]", "nothing", "{\"language\":1}", "{\"metadata\":[]}", "{\"metadata\":\"x\"}",
                "{\"language\":\"en\",\"language\":\"en\"}", "{\"metadata\":{\"a\":\"\\ud83c\"}}",
                "{\"metadata\":{\"\\u0000\":1}}",
                "{\"metadata\":" + Json.nested(65) + "}", "{\"metadata\":{\"n\":9223372036854775808}}",
                "{\"metadata\":{\"n\":1e400}}", "{\"metadata\":{\"n\":1e-400}}", "{\"x\":" + Json.nested(5000) + "}")) {
            check(new Row(400, "malformed-request", "/sessions", () -> client.create(body)));
        }
    }

    @Test
    void values_in_a_message_do_not_break_it() {
        for (String name : List.of("\\ud83c", "\\udf75x", "<script>", "\\u0000", "\\\"", "\uD83C\uDF75".repeat(200),
                "x" + "\uD83C\uDF75".repeat(200), "x".repeat(100_000))) {
            check(new Row(400, null, "/sessions", () -> client.create("{\"" + name + "\":1}")));
            check(new Row(400, null, "/sessions", () -> client.create("{\"sessionId\":\"" + name + "\",\"language\":\"" + name
                    + "\",\"status\":\"" + name + "\",\"startedAt\":\"" + name + "\"}")));
        }
        check(new Row(400, "validation-failed", "/sessions", () -> client.list("?%F0%9F%8D%B5%ED%A0%80%00=%FF")));
        check(new Row(400, "validation-failed", "/sessions", () -> client.list("?order=%F0%9F%8D%B5%ED%A0%80%00")));
    }

    @TestFactory
    Stream<DynamicTest> rows() {
        String id = client.createFresh("call");
        client.append(id, newEvent("e1")).expectCreated();
        String events = "/sessions/" + id + "/events";
        return Stream.of(
                new Row(400, "malformed-request", events, () -> client.append(id, "{\"payload\":1}")),
                new Row(400, "malformed-request", "/sessions/" + id + "/complete", () -> client.complete(id, "[")),
                new Row(400, "validation-failed", "/sessions", () -> client.create("{}")),
                new Row(400, "validation-failed", "/sessions", () -> client.create(newSession("new").put("colour", "red"))),
                new Row(400, "validation-failed", events, () -> client.append(id, "{}")),
                new Row(400, "validation-failed", "/sessions", () -> client.list("?limit=0")),
                new Row(400, "validation-failed", events, () -> client.events(id, "?limit=x")),
                new Row(400, "validation-failed", "/sessions",
                        () -> client.send("POST", "/sessions?a=b", "application/json", "{}")),
                new Row(400, "invalid-cursor", "/sessions", () -> client.list("?cursor=x")),
                new Row(400, "invalid-cursor", events, () -> client.events(id, "?cursor=x")),
                new Row(404, "session-not-found", "/sessions/none", () -> client.session("none", "")),
                new Row(404, "session-not-found", "/sessions/none/events", () -> client.append("none", newEvent("e"))),
                new Row(404, "session-not-found", "/sessions/none/complete", () -> client.complete("none")),
                new Row(404, "event-not-found", events + "/none", () -> client.event(id, "none")),
                new Row(404, "not-found", "/nowhere", () -> client.get("/nowhere")),
                new Row(404, "not-found", "/sessions/a/b/c/d", () -> client.get("/sessions/a/b/c/d")),
                new Row(405, "method-not-allowed", "/sessions",
                        () -> client.send("PUT", "/sessions", "application/json", "{}")),
                new Row(405, "method-not-allowed", events + "/e1",
                        () -> client.send("PATCH", events + "/e1", "application/json", "{}")),
                new Row(406, "not-acceptable", "/sessions", () -> client.with("Accept", "text/html").list("")),
                new Row(406, "not-acceptable", "/sessions/export",
                        () -> client.with("Accept", "application/json").get("/sessions/export")),
                new Row(415, "unsupported-media-type", "/sessions", () -> client.send("POST", "/sessions", "text/plain", "{}")),
                new Row(415, "unsupported-media-type", events, () -> client.send("POST", events, "application/xml", "<a/>")),
                new Row(415, "unsupported-media-type", "/sessions/import",
                        () -> client.send("POST", "/sessions/import", "application/json", "{}")),
                new Row(409, "session-conflict", "/sessions",
                        () -> client.strict().create(newSession(id).put("language", "de"))),
                new Row(409, "event-conflict", events, () -> client.strict().append(id, newEvent("e1").put("type", "system"))),
                new Row(413, "too-large", "/sessions", () -> client.create(" ".repeat(1024 * 1024 + 1))),
                new Row(500, "internal-error", "/sessions",
                        () -> client.with(FailingOnDemand.HEADER, "exception").create(newSession("new"))))
                .map(row -> DynamicTest.dynamicTest(row.status + " " + row.name + " at " + row.instance.replace(id, "{id}"),
                        () -> check(row)));
    }

    private static void check(Row row) {
        Answer answer = row.request.get();
        JsonNode problem = answer.json();
        String name = row.name == null ? problem.path("type").asText().replaceAll(".*:", "") : row.name;
        answer.expectProblem(row.status, name);
        assertThat(problem.path("title").asText()).isEqualTo(title(name));
        assertThat(problem.path("instance").asText()).isEqualTo(row.instance);
        boolean validation = name.equals("validation-failed");
        if (validation || problem.has("violations")) {
            assertThat(problem.get("violations")).isNotEmpty().allSatisfy(violation -> {
                assertThat(violation.fieldNames()).toIterable().containsExactly("field", "message");
                assertThat(violation.get("message").asText()).isNotBlank();
            });
        }
        assertThat(problem.fieldNames()).toIterable()
                .isSubsetOf("type", "title", "status", "detail", "instance", "violations", "traceId");
        assertThat(problem.has("traceId")).isEqualTo(name.equals("internal-error"));
        assertThat(answer.text()).doesNotContainPattern(INSIDES).hasSizeLessThan(20_000);
    }

    private static String title(String name) {
        return ProblemType.valueOf(name.toUpperCase(java.util.Locale.ROOT).replace('-', '_')).title();
    }

    @Test
    void what_is_no_uri_is_refused_and_told_why() {
        for (String path : List.of("/sessions/%zz", "/sessions/%", "/sessions/a%2/events", "/%zz")) {
            check(new Row(400, "malformed-request", path, () -> RawHttp.get(path)));
            check(new Row(400, "malformed-request", path, () -> RawHttp.post(path, "application/json", "{}")));
        }
        check(new Row(400, "malformed-request", "/sessions", () -> RawHttp.get("/sessions?order=%zz")));
    }

    @Test
    void what_a_uri_does_not_have_in_this_spelling_is_taken_as_if_it_were_encoded() {
        check(new Row(404, "session-not-found", "/sessions/a%7Cb", () -> RawHttp.get("/sessions/a|b")));
        check(new Row(400, "validation-failed", "/sessions", () -> RawHttp.get("/sessions?order=a|b&{x}=\"")));
    }
}
