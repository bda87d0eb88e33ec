package io.conversation.http;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.RawHttp;
import io.conversation.StoredConversations;
import io.quarkus.test.junit.QuarkusTest;

/** Ids in paths, and paths in answers. */
@QuarkusTest
class PathSpellingTest {

    private static final String JSON = "application/json";
    private static final String TEAMS = "19:meeting_Mjdh@thread.v2;messageid=1638386185345";

    private final ConversationClient client = new ConversationClient();

    @Inject
    StoredConversations stored;

    @Test
    void what_stands_behind_a_semicolon_belongs_to_the_id() {
        String id = client.createFresh("call");
        client.create(newSession(id + ";v=1")).expectCreated();
        RawHttp.post("/sessions/" + id + ";v=1/events", JSON, newEvent("e")).expectCreated();
        assertThat(stored.events(id)).isZero();
        assertThat(stored.events(id + ";v=1")).isEqualTo(1);
        RawHttp.get("/sessions/" + id + ";v=2").expectProblem(404, "session-not-found");
        RawHttp.post("/sessions/" + id + "/complete;v=1", JSON, "{}").expectProblem(404, "not-found");
        assertThat(stored.status(id)).isEqualTo("initiated");
    }

    @Test
    void a_path_in_another_spelling_takes_its_query_and_its_body_along() {
        String id = Fresh.id(TEAMS);
        client.create(newSession(id)).expectCreated();
        String large = "{\"text\":\"" + "x".repeat(500_000) + "\"}";
        RawHttp.post("/sessions/" + id + "/events", JSON, newEvent("small")).expectCreated();
        RawHttp.post("/sessions/" + id + "/events", JSON, newEvent("large").set("payload", Json.parse(large))).expectCreated();
        RawHttp.post("/sessions/" + id + "/events?a=b", JSON, newEvent("none")).expectViolations("a");
        Answer page = RawHttp.get("/sessions/" + id + "/events?limit=1").expect(200);
        assertThat(page.json().at("/pagination/limit").asInt()).isEqualTo(1);
        assertThat(page.header("Link")).startsWith("</sessions/" + id.replace(";", "%3B") + "/events?limit=1&cursor=");
    }

    @Test
    void places_in_headers_have_nothing_that_readers_of_headers_split_at() {
        String id = Fresh.id("a,b;c|d'(e)");
        String location = client.create(newSession(id)).expectCreated().header("Location");
        assertThat(location).isEqualTo("/sessions/" + id.replace(",", "%2C").replace(";", "%3B").replace("|", "%7C"));
        location = client.append(URI.create(location).getRawPath().substring("/sessions/".length()), newEvent("+1|2;3"))
                .expectCreated().header("Location");
        assertThat(location).endsWith("/events/+1%7C2%3B3");
        assertThat(client.get(location).expect(200).field("eventId")).isEqualTo("+1|2;3");
    }

    @Test
    void a_plus_is_a_plus() {
        String id = Fresh.id("+1555");
        client.create(newSession(id)).expectCreated();
        for (String spelling : List.of(id, id.replace("+", "%2B"), id.replace("+", "%2b"))) {
            assertThat(client.storedSession(spelling).get("sessionId").asText()).isEqualTo(id);
        }
        client.session(id.replace("+", "%20"), "").expectProblem(404, "session-not-found");
        client.session(id.replace("+", "%252B"), "").expectProblem(404, "session-not-found");
    }

    @ParameterizedTest
    @CsvSource({ "/sessions/%69mport,415", "/sessions/impor%74/events,404", "/sessions/%65xport/events,404",
            "/sessions/call/events/%62atc%68,400", "/sessions/call/events/%73tream,405", "/sessions/.,400", "/sessions/..,404",
            "/sessions/%2e%2E,404", "/sessions/%2e%2e/events,404", "/sessions/%2fcall/events,404" })
    void paths_of_the_service_and_dots_are_what_they_are_in_any_spelling(String path, int status) {
        RawHttp.post(path, JSON, newEvent("e")).expect(status);
        assertThat(stored.events("import") + stored.events("export")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = { "/sessions/" + TEAMS, "/sessions/a%7Cb", "/sessions/a%20b%0A/events", "/sessions/%C3%A9/events/e",
            "/sessions/none,,;;/events/x" })
    void a_problem_names_its_path_as_a_uri_reference(String path) {
        Answer answer = RawHttp.get(path).expectProblem(404, "session-not-found");
        assertThat(URI.create(answer.field("instance")).getPath()).isEqualTo(URI.create(path).getPath());
        Answer wrong = RawHttp.send("PUT " + path + " HTTP/1.1", new byte[0]).expectProblem(405, "method-not-allowed");
        assertThat(URI.create(wrong.field("instance")).getPath()).isEqualTo(URI.create(path).getPath());
        assertThat(wrong.header("Allow")).contains("GET");
    }

    @Test
    void metrics_know_operations_and_no_ids() {
        String id = Fresh.id("m;a,b=c&d|e");
        String encoded = id.replace("|", "%7C");
        client.create(newSession(id)).expectCreated();
        RawHttp.post("/sessions/" + encoded + "/events", JSON, newEvent("e;v=1")).expectCreated();
        RawHttp.get("/sessions/" + encoded + "/events/e;v=1").expect(200);
        RawHttp.get("/sessions/" + encoded + "/events/e;v=2").expectProblem(404, "event-not-found");
        RawHttp.get("/sessions/" + encoded + "?limit=1").expect(200);
        RawHttp.post("/sessions/" + encoded + "/complete", JSON, "{}").expect(200);
        String metrics = client.get("/q/metrics").expect(200).text();
        assertThat(metrics).doesNotContain(id, encoded, "e;v=").contains("uri=\"/sessions/{sessionId}/events/{eventId}\"");
        assertThat(Pattern.compile("uri=\"/sessions/(?!import|export)[^{\"][^\"]*").matcher(metrics).results())
                .isEmpty();
    }
}
