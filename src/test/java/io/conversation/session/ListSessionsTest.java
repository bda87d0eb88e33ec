package io.conversation.session;

import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Json;
import io.conversation.StoredConversations;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class ListSessionsTest {

    private final ConversationClient client = new ConversationClient();

    @Inject
    StoredConversations stored;

    /** Ten sessions a minute apart, the third and fourth at the same time; the even ones in German, the last one ended. */
    @BeforeEach
    void tenSessions() {
        stored.clear();
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            int minute = i == 3 ? 2 : i;
            ObjectNode session = newSession("s" + i).put("language", i % 2 == 0 ? "de" : "en-US")
                    .put("startedAt", "2026-01-01T00:0" + minute + ":00Z").put("status", i == 9 ? "completed" : "initiated")
                    .set("metadata", Json.object("caller", i < 4 ? "ann" : "bob", "shop", "north"));
            lines.append(session).append('\n');
        }
        client.imported(lines);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
            "''                                                                       | s9 s8 s7 s6 s5 s4 s3 s2 s1 s0",
            "?order=desc                                                              | s9 s8 s7 s6 s5 s4 s3 s2 s1 s0",
            "?order=asc                                                               | s0 s1 s2 s3 s4 s5 s6 s7 s8 s9",
            "?status=completed                                                        | s9",
            "?status=failed                                                           | ''",
            "?language=de                                                             | s8 s6 s4 s2 s0",
            "?language=de&status=initiated&order=asc                                  | s0 s2 s4 s6 s8",
            "?startedFrom=2026-01-01T00:02:00Z&startedTo=2026-01-01T00:05:00Z         | s4 s3 s2",
            "?startedFrom=2026-01-01T01:08:00%2B01:00                                 | s9 s8",
            "?metadata.caller=ann                                                     | s3 s2 s1 s0",
            "?metadata.caller=ann&language=de&order=asc&startedTo=2026-01-01T00:02:00Z | s0",
            "?metadata.caller=nobody                                                  | ''" })
    void the_list_is_filtered_and_ordered_by_time_of_start(String query, String ids) {
        JsonNode page = client.list(query).expect(200).json();
        assertThat(String.join(" ", Json.texts(page.get("sessions"), "sessionId"))).isEqualTo(ids);
        assertThat(page.get("pagination").toString()).isEqualTo("{\"limit\":50,\"hasMore\":false}");
    }

    @Test
    void a_listed_session_is_the_session() {
        assertThat(client.list("?status=completed").json().get("sessions").get(0)).isEqualTo(client.storedSession("s9"));
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 2, 3, 7, 9, 10, 11, 500 })
    void pages_of_any_size_have_every_session_once_in_order(int limit) {
        for (String order : List.of("asc", "desc")) {
            List<String> ids = Json.texts(client.allPages("/sessions", "?order=" + order + "&limit=" + limit, "sessions"),
                    "sessionId");
            List<String> wanted = new ArrayList<>(List.of("s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9"));
            assertThat(ids).isEqualTo(order.equals("asc") ? wanted : wanted.reversed());
        }
    }

    /** Later sessions ended earlier, two at the same time, one is open. */
    private void endedInAnotherOrder() {
        for (int i = 0; i < 8; i++) {
            int minute = 9 - (i == 3 ? 2 : i);
            client.complete("s" + i, Json.object("status", i == 4 ? "failed" : "completed", "endedAt",
                    "2026-02-01T00:0" + minute + ":00Z")).expect(200);
        }
        client.complete("s9", Json.object()).expect(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "?endedFrom=2026-02-01T00:00:00Z                                          | s0 s1 s3 s2 s4 s5 s6 s7",
            "?endedFrom=2026-02-01T00:00:00Z&order=asc                                | s7 s6 s5 s4 s2 s3 s1 s0",
            "?endedFrom=2026-02-01T00:05:00Z&endedTo=2026-02-01T00:08:00Z             | s3 s2 s4",
            "?endedTo=2026-02-01T00:04:00Z                                            | s6 s7",
            "?endedTo=2026-02-01T00:00:00Z                                            | ''",
            "?endedFrom=2026-02-01T00:00:00Z&status=failed                            | s4",
            "?endedFrom=2026-02-01T00:00:00Z&startedFrom=2026-01-01T00:04:00Z&language=de | s4 s6" })
    void sessions_that_ended_in_a_span_are_ordered_by_their_end(String query, String ids) {
        endedInAnotherOrder();
        String until = query.contains("endedTo") ? "" : "&endedTo=2026-03-01T00:00:00Z";
        assertThat(String.join(" ", Json.texts(client.list(query + until).expect(200).json().get("sessions"), "sessionId")))
                .isEqualTo(ids);
        assertThat(Json.texts(client.allPages("/sessions", query + until + "&limit=2", "sessions"), "sessionId"))
                .isEqualTo(ids.isEmpty() ? List.of() : List.of(ids.split(" ")));
        assertThat(Json.texts(Json.lines(client.export(query + until)), "sessionId"))
                .containsExactlyInAnyOrderElementsOf(ids.isEmpty() ? List.of() : List.of(ids.split(" ")));
    }

    @Test
    void pages_keep_the_filter_and_link_to_the_next() {
        Answer page = client.list("?language=de&limit=2&metadata.caller=bob").expect(200);
        assertThat(Json.texts(page.json().get("sessions"), "sessionId")).containsExactly("s8", "s6");
        assertThat(page.json().at("/pagination/hasMore").asBoolean()).isTrue();
        String link = page.header("Link");
        assertThat(link).endsWith(">; rel=\"next\"").startsWith("</sessions?");
        Answer next = client.get(link.substring(1, link.indexOf('>'))).expect(200);
        assertThat(Json.texts(next.json().get("sessions"), "sessionId")).containsExactly("s4");
        assertThat(next.header("Link")).isNull();
    }

    @Test
    void a_session_created_meanwhile_disturbs_no_page() {
        Answer first = client.list("?limit=5").expect(200);
        client.create(newSession("s10").put("startedAt", "2026-01-01T00:10:00Z")).expectCreated();
        Answer second = client.list("?limit=5&cursor=" + first.json().at("/pagination/nextCursor").asText()).expect(200);
        assertThat(Json.texts(second.json().get("sessions"), "sessionId")).containsExactly("s4", "s3", "s2", "s1", "s0");
    }

    @ParameterizedTest
    @ValueSource(strings = { "?order=asc", "?language=de", "?status=initiated", "?metadata.caller=ann",
            "?startedFrom=2026-01-01T00:00:00Z", "?startedTo=2027-01-01T00:00:00Z", "?endedFrom=2026-01-01T00:00:00Z",
            "?endedTo=2027-01-01T00:00:00Z" })
    void a_cursor_is_bound_to_its_order_and_filters(String other) {
        String cursor = client.list("?limit=1").json().at("/pagination/nextCursor").asText();
        client.list("?cursor=" + cursor).expect(200);
        client.list("?limit=3&cursor=" + cursor).expect(200);
        client.list(other + "&cursor=" + cursor).expectProblem(400, "invalid-cursor");
    }

    @ParameterizedTest
    @CsvSource({ "?limit=0,limit", "?limit=-1,limit", "?limit=ten,limit", "?limit=1&limit=2,limit", "?order=up,order",
            "?status=over,status", "?language=en_US,language", "?startedFrom=today,startedFrom",
            "?startedTo=2026-01-01T00:00:00+01:00,startedTo", "?endedFrom=today,endedFrom", "?endedTo=today,endedTo",
            "?metadata.shop=north,metadata.shop", "?metadata=ann,metadata",
            "?offset=1,offset", "?page=2,page" })
    void a_bad_query_parameter_is_named(String query, String field) {
        client.list(query).expectViolations(field);
    }

    @Test
    void all_bad_query_parameters_are_named_at_once() {
        client.list("?limit=0&order=up&page=2&status=over").expectViolations("limit", "order", "page", "status");
    }

    @Test
    void a_limit_over_500_is_taken_as_500() {
        assertThat(client.list("?limit=501").expect(200).json().at("/pagination/limit").asInt()).isEqualTo(500);
        assertThat(client.list("?limit=99999999999999999999").expect(200).json().at("/pagination/limit").asInt())
                .isEqualTo(500);
    }
}
