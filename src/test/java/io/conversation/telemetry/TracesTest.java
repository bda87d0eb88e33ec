package io.conversation.telemetry;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import jakarta.inject.Inject;

import org.jboss.logmanager.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.Logged;
import io.conversation.RawHttp;
import io.conversation.problem.FailingOnDemand;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Where traces are on: whose span is below whose, and what none of them tells. */
@QuarkusTest
@TestProfile(Watched.class)
class TracesTest {

    private static final String PARENT = "00f067aa0ba902b7";
    private static final String SECRET = "s3cr3t" + Fresh.id("").replace("-", "");

    private final ConversationClient client = Watched.client();
    private final String session = Fresh.id("call");
    private final String trace = newTrace();

    @Inject
    RecordedSpans spans;

    @BeforeEach
    void ready() {
        client.at(Watched.managementPort()).awaitReady();
    }

    private static String newTrace() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private ConversationClient in(String of) {
        return in(of, "01");
    }

    private ConversationClient in(String of, String flags) {
        return client.with("traceparent", "00-" + of + "-" + PARENT + "-" + flags);
    }

    private SpanData server(String of) throws Exception {
        return spans.await("the request of " + of, span -> span.getTraceId().equals(of) && span.getKind() == SpanKind.SERVER);
    }

    private SpanData database(String of, String name) throws Exception {
        return spans.await(name, span -> span.getTraceId().equals(of) && span.getName().equals(name));
    }

    private static String attribute(SpanData span, String name) {
        return span.getAttributes().get(AttributeKey.stringKey(name));
    }

    @Test
    void a_request_goes_on_with_its_clients_trace_and_the_database_with_the_requests() throws Exception {
        client.create(newSession(session)).expectCreated();
        in(trace).session(session, "").expect(200);

        SpanData request = server(trace);
        assertThat(request.getParentSpanId()).isEqualTo(PARENT);
        assertThat(attribute(request, "http.route")).isEqualTo("/sessions/{sessionId}");
        assertThat(attribute(request, "url.path")).isEqualTo("/sessions/" + session);
        SpanData find = database(trace, "find sessions");
        assertThat(find.getParentSpanId()).isEqualTo(request.getSpanId());
        assertThat(find.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(attribute(find, "db.namespace")).startsWith("sessions-test");
    }

    @Test
    void appends_that_were_written_together_are_linked_with_the_span_of_their_group() throws Exception {
        client.create(newSession(session)).expectCreated();
        SpanData group = groupOfSeveral();

        SpanData first = spans.await("the first", span -> span.getSpanId().equals(group.getParentSpanId()));
        assertThat(first.getKind()).isEqualTo(SpanKind.SERVER);
        assertThat(group.getLinks()).extracting(link -> link.getSpanContext().getSpanId()).contains(first.getSpanId());
        for (LinkData link : group.getLinks()) {
            SpanData request = server(link.getSpanContext().getTraceId());
            assertThat(request.getSpanId()).isEqualTo(link.getSpanContext().getSpanId());
            assertThat(request.getLinks()).extracting(back -> back.getSpanContext().getSpanId())
                    .containsExactly(group.getSpanId());
            assertThat(request.getAttributes().get(AttributeKey.longKey("conversation.waited_ms"))).isNotNegative();
        }
        SpanData insert = spans.await("the insert", span -> span.getParentSpanId().equals(group.getSpanId())
                && span.getName().equals("insert events"));
        assertThat(insert.getTraceId()).isEqualTo(group.getTraceId());
    }

    private SpanData groupOfSeveral() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            while (true) {
                List<String> traces = new ArrayList<>();
                List<Future<Answer>> appends = new ArrayList<>();
                for (int i = 0; i < 64; i++) {
                    String own = newTrace();
                    traces.add(own);
                    appends.add(threads.submit(() -> in(own).append(session, newEvent(own))));
                }
                for (Future<Answer> append : appends) {
                    append.get().expectCreated();
                }
                for (String own : traces) {
                    server(own);
                }
                var found = spans.all().stream().filter(span -> span.getName().equals("append group")
                        && span.getLinks().size() > 1).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
            }
        }
    }

    @Test
    void what_was_said_is_in_no_span() throws Exception {
        JsonNode said = Json.object("text", SECRET, SECRET, 1);
        in(trace).create(newSession(session).set("metadata", said)).expectCreated();
        in(trace).append(session, newEvent("turn-1").set("payload", said)).expectCreated();
        in(trace).append(session, newEvent("turn-1").set("payload", Json.object("text", SECRET))).expectReplayed();
        in(trace).complete(session, Json.object("metadata", said)).expect(200);
        in(trace).list("?metadata.caller=" + SECRET).expect(200);
        in(trace).list("?metadata." + SECRET + "=" + SECRET).expect(400);
        in(trace).append(session, "{\"eventId\":\"" + SECRET).expect(400);
        String last = newTrace();
        in(last).with(FailingOnDemand.HEADER, "cause").list("?metadata.caller=" + SECRET).expect(500);

        assertThat(attribute(server(last), "url.query")).isEqualTo("REDACTED");
        assertThat(spans.ofTrace(trace)).isNotEmpty();
        assertThat(spans.all()).allSatisfy(span -> assertThat(span.toString()).doesNotContain(SECRET, Watched.KEY));
    }

    @Test
    void what_was_erased_is_in_none() throws Exception {
        client.create(newSession(session)).expectCreated();
        in(trace).erase(session).expect(204);
        assertThat(attribute(server(trace), "http.route")).isEqualTo("/sessions/{sessionId}");
        assertThat(spans.ofTrace(trace)).allSatisfy(span -> assertThat(span.toString()).doesNotContain(session));
    }

    @Test
    void a_problem_and_the_log_tell_the_trace() {
        assertThat(in(trace).session(session, "").expectProblem(404, "session-not-found").field("traceId")).isEqualTo(trace);
        assertThat(in(trace).get("/nowhere").expectProblem(404, "not-found").field("traceId")).isEqualTo(trace);
        assertThat(client.session(session, "").expectProblem(404, "session-not-found").field("traceId"))
                .matches("[0-9a-f]{32}");
        try (Logged logged = Logged.errors(io.conversation.problem.ProblemResponses.class)) {
            assertThat(in(trace).with(FailingOnDemand.HEADER, "exception").session(session, "")
                    .expectProblem(500, "internal-error").field("traceId")).isEqualTo(trace);
            assertThat(logged.json()).singleElement().satisfies(entry -> {
                assertThat(entry.at("/mdc/traceId").asText()).isEqualTo(trace);
                assertThat(entry.at("/mdc/spanId").asText()).matches("[0-9a-f]{16}");
                assertThat(entry.at("/mdc/sessionId").asText()).isEqualTo(session);
            });
        }
    }

    @Test
    void the_access_log_tells_the_trace_that_begins_here() throws Exception {
        try (Logged logged = Logged.everythingFrom(Level.INFO)) {
            String own = client.session(session, "").expect(404).field("traceId");
            io.conversation.fault.Waiting.until("it is told", () -> logged.messages().stream()
                    .anyMatch(line -> line.startsWith("GET /sessions/" + session + " 404 ") && line.endsWith(" " + own)));
        }
    }

    @Test
    void probes_files_and_who_asks_not_to_be_are_in_none() throws Exception {
        ConversationClient management = in(trace).at(Watched.managementPort());
        for (String path : List.of("/q/health/live", "/q/health/ready", "/q/metrics", "/q/info")) {
            management.get(path).expect(200);
        }
        for (String path : List.of("/", "/index.html", "/console/main.js", "/q/openapi")) {
            in(trace).get(path).expect(200);
        }
        in(trace, "00").session(session, "").expect(404);
        RawHttp.get("/%zz").expect(400);

        String last = newTrace();
        in(last).session(session, "").expect(404);
        server(last);
        assertThat(spans.ofTrace(trace)).isEmpty();
    }
}
