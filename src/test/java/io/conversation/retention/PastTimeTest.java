package io.conversation.retention;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.Fresh;
import io.conversation.Json;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** From one moment on, thirty days after its end, a session is for everybody as if it had never been, whole as it is stored. */
@QuarkusTest
@TestProfile(Keeping.class)
class PastTimeTest extends SweptDatabase {

    static final Duration JUST_BEFORE = Duration.ofDays(30).minusMinutes(1);
    private static final Duration TWO_MINUTES = Duration.ofMinutes(2);

    private String ended() {
        String id = client.createFresh("call");
        client.appendAll(id, Json.array(List.of(newEvent("e1"), newEvent("e2")))).expect(207);
        client.complete(id).expect(200);
        return id;
    }

    private int stream(String id) {
        return client.send("HEAD", "/sessions/" + id + "/events/stream", null, null).status();
    }

    private List<String> listed(String query) {
        return Json.texts(client.allPages("/sessions", query, "sessions"), "sessionId");
    }

    private List<String> exported(String query) {
        return client.export(query).lines().map(line -> Json.parse(line).get("sessionId").asText()).toList();
    }

    @Test
    void until_then_each_operation_knows_it() {
        String id = ended();
        clock.pass(JUST_BEFORE);
        client.session(id, "?count=true").expect(200);
        assertThat(client.allEvents(id, "?limit=1")).hasSize(2);
        assertThat(client.streamed(id, "")).hasSize(2);
        client.event(id, "e1").expect(200);
        assertThat(client.append(id, newEvent("late")).expectCreated().json().get("late").asBoolean()).isTrue();
        client.append(id, newEvent("e1")).expectReplayed();
        client.appendAll(id, Json.array(List.of(newEvent("later")))).expect(207);
        client.complete(id).expect(200);
        client.create(newSession(id)).expectReplayed();
        assertThat(listed("?limit=5")).containsExactly(id);
        assertThat(listed("?status=completed&order=asc&limit=5")).containsExactly(id);
        assertThat(listed("?endedFrom=2020-01-01T00:00:00Z&limit=5")).containsExactly(id);
        assertThat(exported("")).containsExactly(id);
        assertThat(exported("?arrivedFrom=2020-01-01T00:00:00Z")).containsExactly(id);
        assertThat(stream(id)).isEqualTo(200);
    }

    @Test
    void from_then_on_no_operation_knows_it_though_it_is_stored_whole() {
        String id = ended();
        String open = client.createFresh("open");
        clock.pass(JUST_BEFORE);
        String recent = ended();
        clock.pass(TWO_MINUTES);
        var before = stored.everything(id);
        assertThat(before).hasSize(3);
        for (String query : List.of("", "?count=true", "?offset=1")) {
            client.session(id, query).expectProblem(404, "session-not-found");
        }
        for (String query : List.of("", "?type=system", "?order=desc")) {
            client.events(id, query).expectProblem(404, "session-not-found");
            client.with("Accept", "application/x-ndjson").events(id, query).expectProblem(404, "session-not-found");
        }
        client.event(id, "e1").expectProblem(404, "session-not-found");
        client.event(id, "unknown").expectProblem(404, "session-not-found");
        client.append(id, newEvent("late")).expectProblem(404, "session-not-found");
        client.append(id, newEvent("e1")).expectProblem(404, "session-not-found");
        client.appendAll(id, Json.array(List.of(newEvent("later")))).expectProblem(404, "session-not-found");
        client.appendAll(id, "[{}]").expectProblem(404, "session-not-found");
        client.complete(id).expectProblem(404, "session-not-found");
        client.complete(id, Json.object("metadata", Json.object("a", "b"))).expectProblem(404, "session-not-found");
        assertThat(stream(id)).isEqualTo(404);
        assertThat(listed("?limit=1")).containsExactlyInAnyOrder(open, recent);
        assertThat(listed("?order=asc&limit=1")).containsExactlyInAnyOrder(open, recent);
        assertThat(listed("?status=completed&limit=5")).containsExactly(recent);
        assertThat(listed("?language=en-US&status=completed&limit=5")).containsExactly(recent);
        assertThat(listed("?endedFrom=2020-01-01T00:00:00Z&limit=1")).containsExactly(recent);
        assertThat(exported("")).containsExactlyInAnyOrder(open, recent);
        assertThat(exported("?endedTo=2199-01-01T00:00:00Z")).containsExactly(recent);
        assertThat(exported("?arrivedFrom=2020-01-01T00:00:00Z")).containsExactlyInAnyOrder(open, recent);
        assertThat(stored.everything(id)).isEqualTo(before);
    }

    @Test
    void it_is_the_end_that_it_tells_by_which_its_time_is_counted() {
        String id = client.createFresh("call");
        client.append(id, newEvent("e1")).expectCreated();
        Instant end = clock.instant().plus(Duration.ofDays(10));
        client.complete(id, Json.object("endedAt", end.toString())).expect(200);
        clock.pass(Duration.ofDays(39));
        client.session(id, "").expect(200);
        clock.pass(Duration.ofDays(2));
        client.session(id, "").expectProblem(404, "session-not-found");
    }

    @Test
    void one_that_is_told_to_have_ended_long_ago_is_past_at_once() {
        client.create(newSession("long-ago").put("startedAt", "2020-01-01T00:00:00Z")).expectCreated();
        client.complete("long-ago", Json.object("endedAt", "2020-01-01T00:10:00Z")).expect(200);
        client.session("long-ago", "").expectProblem(404, "session-not-found");
    }

    @Test
    void one_that_is_open_has_no_end_to_count_from() {
        String id = client.createFresh("call");
        clock.pass(Duration.ofDays(400));
        client.append(id, newEvent("e1")).expectCreated();
        client.session(id, "").expect(200);
    }

    @Test
    void a_creation_is_of_a_new_session_of_which_nothing_was() {
        String id = Fresh.id("call");
        client.create(newSession(id).set("metadata", Json.object("caller", "ann"))).expectCreated();
        client.append(id, newEvent("e1")).expectCreated();
        client.complete(id).expect(200);
        clock.pass(JUST_BEFORE.plus(TWO_MINUTES));
        JsonNode created = client.strict().create(newSession(id).put("language", "de")).expectCreated().json();
        assertThat(created.get("status").asText()).isEqualTo("initiated");
        assertThat(created.get("metadata")).isEmpty();
        assertThat(created.get("endedAt").isNull()).isTrue();
        assertThat(client.allEvents(id, "?limit=5")).isEmpty();
        assertThat(client.append(id, newEvent("e1")).expectCreated().json().has("late")).isFalse();
        assertThat(stored.everything(id)).hasSize(2);
    }

    @Test
    void so_is_an_import_among_others() {
        String id = ended();
        clock.pass(JUST_BEFORE);
        String recent = ended();
        clock.pass(TWO_MINUTES);
        List<JsonNode> results = client.imported(newSession("before") + "\n" + newSession(id).set("events",
                Json.array(List.of(newEvent("e2"), newEvent("e3")))) + "\n" + newSession(recent) + "\n" + newSession("after")
                + "\n");
        assertThat(Json.texts(results, "session")).containsExactly("created", "created", "replayed", "created");
        assertThat(Json.texts(results, "created")).containsExactly("0", "2", "0", "0");
        assertThat(Json.texts(client.allEvents(id, "?limit=5"), "eventId")).containsExactly("e2", "e3");
        assertThat(stored.events(recent)).isEqualTo(2);
    }

    @Test
    void nobody_keeps_an_event_longer_than_that_or_is_told_then_that_it_is_the_same() {
        String id = ended();
        String path = "/sessions/" + id + "/events/e1";
        assertThat(client.get(path).header("Cache-Control")).isEqualTo("private, max-age=3600, immutable");
        clock.pass(JUST_BEFORE);
        String tag = client.get(path).header("ETag");
        String page = client.events(id, "").header("ETag");
        assertThat(client.with("If-None-Match", tag).get(path).expect(304).header("Cache-Control"))
                .isIn("private, max-age=60, immutable", "private, max-age=59, immutable");
        clock.pass(TWO_MINUTES);
        client.with("If-None-Match", tag).get(path).expectProblem(404, "session-not-found");
        client.with("If-None-Match", page).events(id, "").expectProblem(404, "session-not-found");
    }
}
