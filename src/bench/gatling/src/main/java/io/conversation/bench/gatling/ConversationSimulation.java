package io.conversation.bench.gatling;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.constantConcurrentUsers;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Choice;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpRequestActionBuilder;

/** What clients do with the service, one scenario a run: {@code append, batch, mixed, pages, storm, import}. */
public final class ConversationSimulation extends Simulation {

    private static final String NAME = System.getProperty("scenario");
    private static final int USERS = Integer.getInteger("users", 64);
    private static final Duration TIME = Duration.ofSeconds(Long.getLong("seconds", 30));
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final String RUN = Long.toString(System.currentTimeMillis(), 36);
    private static final AtomicLong NUMBER = new AtomicLong();

    public ConversationSimulation() {
        ChainBuilder all = switch (NAME) {
            case "append" -> exec(createOwn()).during(TIME).on(append());
            case "batch" -> exec(createOwn()).during(TIME).on(batch());
            case "mixed" -> exec(createOwn(), append()).during(TIME).on(randomSwitch().on(
                    new Choice.WithWeight(70, exec(append())), new Choice.WithWeight(20, exec(page("page", ""))),
                    new Choice.WithWeight(10, exec(transcript()))));
            case "pages" -> exec(createOwn()).repeat(5).on(batch()).during(TIME).on(walk());
            case "storm" -> exec(session -> session.set("id", RUN + "-storm")).during(TIME).on(create());
            case "import" -> exec(session -> session).during(TIME).on(importing());
            default -> throw new IllegalArgumentException("No scenario is called '" + NAME + "'");
        };
        setUp(scenario(NAME).exec(all).injectClosed(constantConcurrentUsers(USERS).during(Duration.ofSeconds(1))))
                .protocols(http.baseUrl(System.getProperty("url")).contentTypeHeader("application/json"))
                .assertions(global().failedRequests().count().is(0L));
    }

    private static ChainBuilder createOwn() {
        return exec(session -> session.set("id", RUN + "-" + session.userId())).exec(create());
    }

    private static HttpRequestActionBuilder create() {
        return http("create").post("/sessions")
                .body(StringBody(session -> "{\"sessionId\":\"" + session.getString("id") + "\",\"language\":\"en-US\"}"))
                .check(status().in(200, 201));
    }

    private static HttpRequestActionBuilder append() {
        return http("append").post("/sessions/#{id}/events").body(StringBody(session -> event())).check(status().is(201));
    }

    private static HttpRequestActionBuilder batch() {
        return http("batch of 100").post("/sessions/#{id}/events/batch")
                .body(StringBody(session -> events(100))).check(status().is(207));
    }

    private static HttpRequestActionBuilder transcript() {
        return http("session").get("/sessions/#{id}").check(status().is(200));
    }

    private static HttpRequestActionBuilder page(String name, String query) {
        return http(name).get("/sessions/#{id}/events?limit=50" + query).check(status().is(200),
                jsonPath("$.pagination.nextCursor").optional().saveAs("cursor"));
    }

    /** From the first page to the last. */
    private static ChainBuilder walk() {
        return exec(page("first page", "")).asLongAs(session -> session.contains("cursor"))
                .on(exec(page("deeper page", "&cursor=#{cursor}")).exec(ConversationSimulation::forgetAtEnd));
    }

    /** An optional check that finds nothing leaves what was found before. */
    private static Session forgetAtEnd(Session session) {
        String cursor = session.getString("cursor");
        return cursor != null && cursor.equals(session.getString("before")) ? session.removeAll("cursor", "before")
                : session.set("before", cursor);
    }

    private static HttpRequestActionBuilder importing() {
        return http("import of 20 conversations").post("/sessions/import").header("Content-Type", "application/x-ndjson")
                .body(StringBody(session -> IntStream.range(0, 20).mapToObj(i -> conversation())
                        .collect(Collectors.joining("\n"))))
                .check(status().is(200));
    }

    private static String conversation() {
        return "{\"sessionId\":\"" + RUN + "-import-" + NUMBER.incrementAndGet()
                + "\",\"language\":\"en-US\",\"status\":\"completed\","
                + "\"startedAt\":\"" + START + "\",\"endedAt\":\"" + START.plusSeconds(60) + "\",\"events\":" + events(20)
                + "}";
    }

    private static String events(int many) {
        return IntStream.range(0, many).mapToObj(i -> event()).collect(Collectors.joining(",", "[", "]"));
    }

    private static String event() {
        long number = NUMBER.incrementAndGet();
        return String.format(Locale.ROOT, "{\"eventId\":\"e%d\",\"type\":\"user_speech\",\"timestamp\":\"%s\",\"payload\":{"
                + "\"text\":\"I would like a large latte with oat milk, please, and a croissant.\",\"confidence\":0.93,\"turn\":%d}}",
                number, START.plusMillis(number), number);
    }
}
