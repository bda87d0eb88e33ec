package io.conversation.secrets;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.jboss.logmanager.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.Logged;
import io.conversation.RawHttp;
import io.conversation.embedded.PlannedAnswer;
import io.conversation.embedded.PlannedAnswer.QuotingError;
import io.conversation.fault.Waiting;
import io.conversation.follow.ReplicaSetDatabase;
import io.conversation.problem.FailingOnDemand;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Whatever goes wrong, what clients send is in no log, no problem and no metric; only ids are, by which to find it. */
@QuarkusTest
@TestProfile(ReplicaSetDatabase.Profile.class)
class SecretsTest {

    private static final String JSON = "application/json";
    private static final String SECRET = "s3cr3t" + Fresh.id("").replace("-", "");
    private static final String QUOTED = "\"" + SECRET + "\"";

    private final ConversationClient client = new ConversationClient().with("Authorization", "Bearer " + SECRET)
            .with("Cookie", "session=" + SECRET).with("X-API-Key", SECRET).with("traceparent", SECRET);
    private final String session = Fresh.id("call");

    ReplicaSetDatabase database;
    private Logged logged;

    @BeforeEach
    void listen() {
        client.untilAvailable(() -> client.create(newSession(session).set("metadata", Json.object("card", SECRET))))
                .expect(201);
        logged = Logged.everythingFrom(Level.INFO);
    }

    @AfterEach
    void nothing_has_come_out() {
        database.answerAsUsual();
        client.awaitReady();
        logged.close();
        assertThat(logged.whole()).allSatisfy(entry -> assertThat(entry).doesNotContain(SECRET));
        assertThat(logged.json()).allSatisfy(entry -> assertThat(entry.toString()).doesNotContain(SECRET));
        assertThat(client.get("/q/metrics").expect(200).text()).doesNotContain(SECRET);
        assertThat(client.get("/q/health").text()).doesNotContain(SECRET);
    }

    private static void refused(Answer answer, int least, int most) {
        assertThat(answer.status()).as("%s", answer).isBetween(least, most);
        assertThat(answer.toString()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = { "not json %s", "{\"a\":%s", "[%s]", "%s", "{\"payload\":{\"card\":%s,\"card\":%s}}",
            "{\"payload\":%s}",
            "{\"payload\":{\"card\":%s,\"n\":1e400}}", "{\"payload\":{\"card\":%s,\"n\":NaN}}", "{\"payload\":{\"card\":%s}",
            "{\"eventId\":%s,\"type\":%s,\"timestamp\":%s,\"sessionId\":%s,\"payload\":{\"card\":%s}}",
            "{\"sessionId\":\".\",\"language\":%s,\"startedAt\":%s,\"status\":%s,\"metadata\":{\"card\":%s}}",
            "{\"payload\":{\"card\":%s,\"half\":\"\\ud83c\"}}", "{\"colour\":%s}", "{\"payload\":{\"card\":[%s,}}",
            "{\"language\":[%s]}", "{\"metadata\":{\"card\":%s,\"\\u0000\":1}}", "{\"status\":%s,\"endedAt\":%s}" })
    void a_body_that_is_refused(String form) {
        String body = form.replace("%s", QUOTED);
        refused(client.create(body), 400, 400);
        refused(client.append(session, body), 400, 400);
        refused(client.complete(session, body), 400, 400);
        refused(client.appendAll(session, body), 207, 400);
        assertThat(client.appendAll(session, "[" + newEvent("sound") + "," + body + "]").text()).doesNotContain(SECRET);
        assertThat(client.importLines(body + "\n").expect(200).text()).doesNotContain(SECRET);
        assertThat(client.importLines(newSession(session).toString().replaceFirst("}$", ",\"events\":[" + body + "]}\n"))
                .expect(200).text()).doesNotContain(SECRET);
        refused(RawHttp.post("/sessions", "text/plain;a=" + SECRET, body), 415, 415);
    }

    @ParameterizedTest
    @ValueSource(strings = { "limit", "cursor", "order", "startedFrom", "status", "language", "metadata.caller",
            "metadata.other",
            "colour" })
    void a_query_that_is_refused(String name) {
        assertThat(client.list("?" + name + "=" + SECRET).toString()).doesNotContain(SECRET);
        assertThat(RawHttp.get("/sessions?" + name + "=" + SECRET + "&" + name + "=%zz").toString()).doesNotContain(SECRET);
        refused(client.session(session, "?cursor=" + SECRET), 400, 400);
        refused(client.with("Last-Event-ID", SECRET).get("/sessions/" + session + "/events/stream"), 400, 400);
        refused(client.with("Prefer", SECRET).with("Accept", "text/" + SECRET).list(""), 406, 406);
    }

    @Test
    void a_repeat_that_differs() {
        client.append(session, newEvent("e")).expectCreated();
        client.append(session, newEvent("e").set("payload", Json.object("card", SECRET))).expectReplayed();
        refused(client.strict().append(session, newEvent("e").set("payload", Json.object("card", SECRET))), 409, 409);
        refused(client.strict().create(newSession(session).set("metadata", Json.object("other", SECRET))), 409, 409);
        client.create(newSession(session).put("language", "de")).expectReplayed();
        assertThat(logged.messages()).anyMatch(entry -> entry.contains("another payload"))
                .anyMatch(entry -> entry.contains("another language"));
    }

    @Test
    void what_is_erased_and_by_what_it_is_found() {
        String erase = "/sessions?metadata.caller=" + SECRET;
        for (int i = 0; i < 2; i++) {
            client.create(newSession(Fresh.id("call")).set("metadata", Json.object("caller", SECRET))).expectCreated();
        }
        database.answer("findAndModify", "erasures", new QuotingError(9));
        assertThat(client.send("DELETE", erase, null, null).toString()).doesNotContain(SECRET);
        database.answerAsUsual();
        refused(client.send("DELETE", erase, null, null), 200, 200);
        refused(client.send("DELETE", "/sessions/" + session, null, null), 204, 204);
        assertThat(logged.messages()).anyMatch(entry -> entry.startsWith("Erased "));
        assertThat(logged.whole()).noneMatch(entry -> entry.contains(session));
        assertThat(logged.json()).noneMatch(entry -> entry.toString().contains(session));
    }

    @Test
    void an_unexpected_failure() {
        refused(client.with(FailingOnDemand.HEADER, "exception").append(session,
                newEvent("e").set("payload", Json.object("card", SECRET))), 500, 500);
        assertThat(logged.whole()).anyMatch(entry -> entry.contains("Unexpected failure"));
    }

    /** Too large, one that cannot be held, out of reach, without a right, a validator's, an unknown one. */
    static List<PlannedAnswer> failures() {
        return List.of(new QuotingError(10334), new QuotingError(55), new QuotingError(91), new QuotingError(13),
                new QuotingError(121), new QuotingError(9), new QuotingError(8000));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void a_database_that_quotes_what_it_refuses(PlannedAnswer failure) {
        for (String command : List.of("insert", "update", "findAndModify")) {
            database.answer(command, "events", failure);
            database.answer(command, "sessions", failure);
        }
        String event = newEvent("e").set("payload", Json.object("card", SECRET)).toString();
        String created = newSession(Fresh.id("new")).set("metadata", Json.object("card", SECRET)).toString();
        refused(client.append(session, event), 400, 503);
        refused(client.create(created), 400, 503);
        refused(client.complete(session, Json.object("metadata", Json.object("outcome", SECRET))), 400, 503);
        assertThat(client.appendAll(session, "[" + event + "]").toString()).doesNotContain(SECRET);
        assertThat(client.importLines(created.replaceFirst("}$", ",\"events\":[" + event + "]}\n")).toString())
                .doesNotContain(SECRET);
    }

    @Test
    void a_database_that_goes_away_while_followers_wait() throws Exception {
        client.append(session, newEvent("e").set("payload", Json.object("card", SECRET))).expectCreated();
        database.answer("aggregate", "events", new QuotingError(9));
        database.proxy().away();
        refused(client.append(session, newEvent("f").set("payload", Json.object("card", SECRET))), 503, 503);
        Waiting.until("it is told", () -> logged.messages().stream().anyMatch(entry -> entry.contains("Database unavailable")));
        database.proxy().forward();
    }

    @Test
    void a_body_that_breaks_off_and_one_that_is_too_large() {
        String large = "{\"card\":\"" + SECRET + "x".repeat(1024 * 1024);
        refused(client.append(session, large), 413, 413);
        refused(client.with("Content-Encoding", "gzip").append(session, large.substring(0, 500)), 400, 400);
        refused(client.with("Content-Encoding", SECRET).append(session, "{}"), 415, 415);
        RawHttp.abandon("POST /sessions/" + session + "/events/" + SECRET + " HTTP/1.1\nContent-Length: 0");
    }
}
