package io.conversation.event;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class ReadEventsTest {

    private final ConversationClient client = new ConversationClient();
    private String id;

    /** Eight events in an order of arrival that is not that of time, e3 to e5 at the same time; the odd ones are the bot's. */
    @BeforeEach
    void eightEvents() {
        id = Fresh.id("call");
        List<ObjectNode> events = new ArrayList<>();
        for (int i : new int[] { 7, 1, 3, 4, 5, 0, 2, 6 }) {
            int second = i == 4 || i == 5 ? 3 : i;
            events.add(
                    newEvent("e" + i, "2026-01-01T00:00:0" + second + "Z").put("type", i % 2 == 1 ? "bot_speech" : "system"));
        }
        client.imported(newSession(id).set("events", Json.array(events)) + "\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "''                                                             | e0 e1 e2 e3 e4 e5 e6 e7",
            "?order=asc                                                     | e0 e1 e2 e3 e4 e5 e6 e7",
            "?order=desc                                                    | e7 e6 e5 e4 e3 e2 e1 e0",
            "?type=bot_speech                                               | e1 e3 e5 e7",
            "?type=bot_speech&type=system                                   | e0 e1 e2 e3 e4 e5 e6 e7",
            "?type=user_speech                                              | ''",
            "?from=2026-01-01T00:00:03Z&to=2026-01-01T00:00:06Z             | e3 e4 e5",
            "?from=2026-01-01T00:00:03.001Z                                 | e6 e7",
            "?to=2026-01-01T01:00:01%2B01:00                                | e0",
            "?type=system&order=desc&from=2026-01-01T00:00:02Z              | e6 e4 e2" })
    void events_are_filtered_and_ordered_by_time_and_arrival(String query, String ids) {
        Answer answer = client.events(id, query).expect(200);
        assertThat(ids(answer.json().get("events"))).isEqualTo(ids);
        assertThat(answer.json().get("pagination").toString()).isEqualTo("{\"limit\":50,\"hasMore\":false}");
        assertThat(answer.header("Link")).isNull();
        assertThat(ids(Json.array(client.streamed(id, query)))).isEqualTo(ids);
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 2, 3, 7, 8, 9 })
    void pages_of_any_size_have_every_event_once_in_order(int limit) {
        assertThat(ids(Json.array(client.allEvents(id, "?limit=" + limit)))).isEqualTo("e0 e1 e2 e3 e4 e5 e6 e7");
        assertThat(ids(Json.array(client.allEvents(id, "?order=desc&limit=" + limit)))).isEqualTo("e7 e6 e5 e4 e3 e2 e1 e0");
    }

    @Test
    void a_page_links_to_the_next_with_its_filters() {
        Answer page = client.events(id, "?type=bot_speech&type=system&from=2026-01-01T01:00:00%2B01:00&limit=5").expect(200);
        String link = page.header("Link");
        assertThat(link).endsWith(">; rel=\"next\"").contains(page.json().at("/pagination/nextCursor").asText());
        Answer next = client.get(link.substring(1, link.indexOf('>'))).expect(200);
        assertThat(ids(next.json().get("events"))).isEqualTo("e5 e6 e7");
        assertThat(next.header("Link")).isNull();
        assertThat(next.json().at("/pagination/nextCursor").isMissingNode()).isTrue();
    }

    @Test
    void a_full_page_that_is_the_last_has_no_next() {
        assertThat(client.events(id, "?limit=8").json().at("/pagination/hasMore").asBoolean()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = { "order=desc", "type=system", "from=2026-01-01T00:00:00Z", "to=2027-01-01T00:00:00Z" })
    void a_cursor_is_bound_to_its_order_and_filters(String other) {
        String cursor = client.events(id, "?limit=1").json().at("/pagination/nextCursor").asText();
        client.events(id, "?cursor=" + cursor).expect(200);
        client.events(id, "?" + other + "&cursor=" + cursor).expectProblem(400, "invalid-cursor");
    }

    @Test
    void a_cursor_is_bound_to_its_session_and_its_list() {
        String cursor = client.events(id, "?limit=1").json().at("/pagination/nextCursor").asText();
        client.events(client.createFresh("call"), "?cursor=" + cursor).expectProblem(400, "invalid-cursor");
        client.list("?order=asc&cursor=" + cursor).expectProblem(400, "invalid-cursor");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "%00", "%F0%9F%8D%B5" })
    void what_is_no_cursor_is_refused(String cursor) {
        client.events(id, "?cursor=" + cursor).expectProblem(400, "invalid-cursor");
    }

    @ParameterizedTest
    @CsvSource({ "?limit=0,limit", "?limit=-5,limit", "?limit=x,limit", "?limit=,limit", "?order=DESC,order",
            "?type=noise,type",
            "?type=,type", "?from=1,from", "?to=2026-01-01,to", "?to=2026-01-01T00:00:00+01:00,to", "?offset=1,offset",
            "?cursor=a&cursor=b,cursor", "?from=2026-01-01T00:00:00Z&from=2026-01-01T00:00:00Z,from", "?Limit=1,Limit" })
    void a_bad_query_parameter_is_named(String query, String field) {
        client.events(id, query).expectViolations(field);
    }

    @Test
    void a_limit_over_500_is_taken_as_500() {
        assertThat(client.events(id, "?limit=501").expect(200).json().at("/pagination/limit").asInt()).isEqualTo(500);
    }

    @Test
    void the_stream_takes_the_filters_and_no_pages() {
        client.with("Accept", "application/x-ndjson").events(id, "?limit=1").expectViolations("limit");
        client.with("Accept", "application/x-ndjson").events(id, "?cursor=x&order=up").expectViolations("cursor", "order");
    }

    @Test
    void a_line_of_the_stream_is_the_event() {
        assertThat(client.streamed(id, "").getFirst()).isEqualTo(client.event(id, "e0").expect(200).json());
    }

    @Test
    void a_session_without_events_has_an_empty_page_and_an_empty_stream() {
        String empty = client.createFresh("call");
        assertThat(client.events(empty, "").expect(200).text())
                .isEqualTo("{\"events\":[],\"pagination\":{\"limit\":50,\"hasMore\":false}}");
        assertThat(client.streamed(empty, "")).isEmpty();
    }

    @Test
    void the_events_of_an_unknown_session_are_not_found() {
        client.events("unknown", "").expectProblem(404, "session-not-found");
        client.with("Accept", "application/x-ndjson").events("unknown", "").expectProblem(404, "session-not-found");
        client.event("unknown", "e1").expectProblem(404, "session-not-found");
    }

    @Test
    void an_unknown_event_is_not_found() {
        client.event(id, "e9").expectProblem(404, "event-not-found");
        client.event(id, "%F0%9F%8D%B5").expectProblem(404, "event-not-found");
    }

    private static String ids(JsonNode events) {
        return String.join(" ", Json.texts(events, "eventId"));
    }
}
