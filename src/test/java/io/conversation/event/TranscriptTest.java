package io.conversation.event;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.quarkus.test.junit.QuarkusTest;

/** A session together with a page of its events. */
@QuarkusTest
class TranscriptTest {

    private final ConversationClient client = new ConversationClient();
    private String id;

    @BeforeEach
    void sixEvents() {
        id = Fresh.id("call");
        List<ObjectNode> events = IntStream.range(0, 6).mapToObj(i -> newEvent("e" + i, "2026-01-01T00:00:0" + i + "Z"))
                .toList();
        client.imported(newSession(id).set("events", Json.array(events)) + "\n");
    }

    @Test
    void a_session_comes_with_its_events() {
        JsonNode transcript = client.session(id, "").expect(200).json();
        assertThat(transcript.fieldNames()).toIterable().containsExactly("session", "events", "pagination");
        assertThat(transcript.at("/session/sessionId").asText()).isEqualTo(id);
        assertThat(ids(transcript)).isEqualTo("e0 e1 e2 e3 e4 e5");
        assertThat(transcript.get("events").get(0)).isEqualTo(client.event(id, "e0").json());
        assertThat(transcript.get("pagination").toString()).isEqualTo("{\"limit\":50,\"hasMore\":false}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "?limit=2            | e0 e1",
            "?limit=2&offset=3   | e3 e4",
            "?offset=0&limit=1   | e0",
            "?offset=5           | e5",
            "?offset=6           | ''",
            "?offset=10000       | ''",
            "?order=desc&limit=2 | e5 e4",
            "?order=desc&offset=4 | e1 e0" })
    void the_page_is_set_by_limit_offset_and_order(String query, String ids) {
        assertThat(ids(client.session(id, query).expect(200).json())).isEqualTo(ids);
    }

    @Test
    void cursors_lead_through_all_events_also_from_an_offset_on() {
        assertThat(Json.texts(client.allPages("/sessions/" + id, "?limit=4", "events"), "eventId"))
                .containsExactly("e0", "e1", "e2", "e3", "e4", "e5");
        Answer first = client.session(id, "?limit=2&offset=1").expect(200);
        String link = first.header("Link");
        assertThat(link).doesNotContain("offset").endsWith(">; rel=\"next\"");
        assertThat(ids(client.get(link.substring(1, link.indexOf('>'))).expect(200).json())).isEqualTo("e3 e4");
    }

    @Test
    void the_total_is_given_only_where_it_is_asked_for() {
        assertThat(client.session(id, "?count=true&limit=2").expect(200).json().at("/pagination/total").asInt()).isEqualTo(6);
        assertThat(client.session(id, "?count=false").expect(200).json().at("/pagination/total").isMissingNode()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({ "?offset=10001,offset", "?offset=-1,offset", "?offset=x,offset", "?offset=99999999999,offset",
            "?limit=0,limit",
            "?count=yes,count", "?order=up,order", "?type=system,type", "?from=2026-01-01T00:00:00Z,from" })
    void a_bad_query_parameter_is_named(String query, String field) {
        client.session(id, query).expectViolations(field);
    }

    @Test
    void a_cursor_and_an_offset_do_not_go_together() {
        String cursor = client.session(id, "?limit=2").json().at("/pagination/nextCursor").asText();
        client.session(id, "?offset=1&cursor=" + cursor).expectViolations("offset");
        client.session(id, "?order=desc&cursor=" + cursor).expectProblem(400, "invalid-cursor");
    }

    @Test
    void an_unknown_session_is_not_found() {
        client.session("unknown", "").expectProblem(404, "session-not-found");
        client.session("-not-an-id-", "").expectProblem(404, "session-not-found");
    }

    private static String ids(JsonNode transcript) {
        return String.join(" ", Json.texts(transcript.get("events"), "eventId"));
    }
}
