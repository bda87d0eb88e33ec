package io.conversation.transfer;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.model.Filters;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Json;
import io.conversation.StoredConversations;
import io.conversation.database.Deadlines;
import io.conversation.database.Reads;
import io.conversation.fault.Waiting;
import io.conversation.tenant.Tenant;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** An export of what has arrived: whatever happened, by the server's time, whatever times it says of itself. */
@QuarkusTest
@TestProfile(SoonSettled.class)
class ArrivalsTest {

    private static final String LONG_AGO = "2020-01-01T00:00:00Z";

    private final ConversationClient client = new ConversationClient();

    @Inject
    StoredConversations stored;

    @Inject
    Deadlines deadlines;

    @BeforeEach
    void anEmptyDatabase() {
        stored.clear();
    }

    @Test
    void a_late_a_backdated_event_a_creation_and_an_end_are_found_and_nothing_else() throws Exception {
        for (String id : List.of("ended", "open", "ends", "quiet")) {
            client.create(newSession(id).put("startedAt", LONG_AGO)).expectCreated();
            client.append(id, newEvent("e1", LONG_AGO)).expectCreated();
        }
        client.complete("ended", Json.object("endedAt", LONG_AGO)).expect(200);
        String before = settled();
        client.append("open", newEvent("backdated", LONG_AGO)).expectCreated();
        client.create(newSession("new").put("startedAt", LONG_AGO)).expectCreated();
        client.complete("new", Json.object("endedAt", LONG_AGO)).expect(200);
        client.complete("ends", Json.object("endedAt", LONG_AGO)).expect(200);
        client.append("ended", newEvent("late", LONG_AGO)).expectCreated();
        client.append("open", newEvent("second", LONG_AGO)).expectCreated();
        client.imported(newSession("imported").put("startedAt", LONG_AGO).put("status", "failed").put("endedAt", LONG_AGO)
                .set("events", Json.array(List.of(newEvent("e1", LONG_AGO).put("receivedAt", LONG_AGO)))) + "\n");
        String after = settled();

        List<JsonNode> arrived = arrived(before, after);
        assertThat(Json.texts(arrived, "sessionId")).as("by first arrival").containsExactly("open", "new", "ends", "ended",
                "imported");
        assertThat(Json.texts(arrived.get(0).get("events"), "eventId")).as("whole").containsExactly("e1", "backdated",
                "second");
        assertThat(arrived.get(3).get("events").get(1).get("late").asBoolean()).isTrue();
        assertThat(Json.texts(arrived, "status")).containsExactly("active", "completed", "completed", "completed", "failed");
        assertThat(arrived(after, settled())).isEmpty();
        assertThat(Json.texts(arrived("1970-01-01T00:00:00Z", before), "sessionId")).containsExactly("ended", "open", "ends",
                "quiet");
    }

    @Test
    void a_conversation_of_many_arrivals_comes_once() throws Exception {
        List<String> ids = IntStream.range(0, 30).mapToObj(i -> "s" + i).toList();
        String before = settled();
        ids.forEach(id -> client.create(newSession(id)).expectCreated());
        for (int round = 0; round < 4; round++) {
            for (String id : ids) {
                String name = "e" + round + ".";
                client.appendAll(id, Json.array(IntStream.range(0, 30).mapToObj(i -> newEvent(name + i)).toList())).expect(207);
            }
        }
        ids.forEach(id -> client.complete(id).expect(200));
        String after = settled();
        List<JsonNode> arrived = arrived(before, after);
        assertThat(Json.texts(arrived, "sessionId")).isEqualTo(ids);
        assertThat(arrived).allSatisfy(conversation -> assertThat(conversation.get("events")).hasSize(120));
        List<String> unremembered = new ArrayList<>();
        new ArrivedSessions(new ArrivalSpan(Instant.parse(before), Instant.parse(after)), Tenant.NONE, Filters.empty(),
                Reads.USUAL, deadlines, 0)
                .forEachRemaining(session -> unremembered.add(session.sessionId.clientId()));
        assertThat(unremembered).as("told by the indexes alone").isEqualTo(ids);
    }

    @Test
    void a_span_ends_where_all_is_settled_and_says_so() throws Exception {
        client.create(newSession("s1")).expectCreated();
        Instant now = Instant.now();
        Answer early = client.get("/sessions/export?arrivedFrom=" + LONG_AGO + "&arrivedTo=2099-01-01T00:00:00Z").expect(200);
        assertThat(early.text()).as("it may not be alone yet").isEmpty();
        assertThat(Instant.parse(early.header("Arrived-To"))).isBefore(now);
        String after = settled();
        assertThat(Instant.parse(after)).isAfter(now);
        assertThat(arrived(early.header("Arrived-To"), after)).hasSize(1);
        assertThat(client.get("/sessions/export?arrivedTo=" + LONG_AGO).expect(200).header("Arrived-To"))
                .as("what is asked for, where it is settled").isEqualTo("2020-01-01T00:00:00.000Z");
        Answer ahead = client.get("/sessions/export?arrivedFrom=2099-01-01T00:00:00Z").expect(200);
        assertThat(ahead.text()).isEmpty();
        assertThat(ahead.header("Arrived-To")).as("never back").isEqualTo("2099-01-01T00:00:00.000Z");
        assertThat(client.get("/sessions/export").expect(200).header("Arrived-To")).isNull();
    }

    @Test
    void the_link_leads_to_the_next_span_with_the_same_filters() throws Exception {
        client.create(newSession("s1").put("language", "de")).expectCreated();
        client.create(newSession("s2").put("language", "en")).expectCreated();
        String after = settled();
        Answer answer = client.get("/sessions/export?arrivedFrom=" + LONG_AGO + "&language=de&arrivedTo=" + after).expect(200);
        assertThat(Json.texts(answer.lines(), "sessionId")).containsExactly("s1");
        String link = answer.header("Link");
        assertThat(link).startsWith("</sessions/export?").endsWith(">; rel=\"next\"").doesNotContain("arrivedTo");
        Answer next = client.get(link.substring(1, link.indexOf('>'))).expect(200);
        assertThat(next.text()).isEmpty();
        assertThat(link).contains("language=de", "arrivedFrom=");
        assertThat(Instant.parse(next.header("Arrived-To"))).isAfterOrEqualTo(Instant.parse(after));
    }

    @ParameterizedTest
    @CsvSource({ "?arrivedFrom=yesterday,arrivedFrom", "?arrivedTo=now,arrivedTo",
            "?arrivedFrom=2026-01-01T00:00:00Z&order=desc,order", "?arrivedFrom=2026-01-01T00:00:00Z&status=over,status" })
    void a_bad_query_parameter_is_named(String query, String field) {
        client.get("/sessions/export" + query).expectViolations(field);
    }

    @Test
    void the_list_knows_no_arrivals() {
        client.list("?arrivedFrom=2026-01-01T00:00:00Z").expectViolations("arrivedFrom");
    }

    @Test
    void without_its_index_the_list_by_end_names_the_setting() {
        for (String query : List.of("?endedFrom=2026-01-01T00:00:00Z", "?endedTo=2026-01-01T00:00:00Z")) {
            assertThat(client.list(query).expectViolations(query.substring(1, query.indexOf('='))).text())
                    .contains("sessions.index-ended");
            client.get("/sessions/export" + query).expectViolations(query.substring(1, query.indexOf('=')));
        }
    }

    /** An instant after all that has been done, up to which all is settled. */
    private String settled() throws Exception {
        List<String> told = new ArrayList<>();
        Instant done = Instant.now();
        Waiting.until("all of now is settled", () -> {
            told.add(client.get("/sessions/export?language=xx&arrivedFrom=" + done).expect(200).header("Arrived-To"));
            return Instant.parse(told.getLast()).isAfter(done);
        });
        return told.getLast();
    }

    private List<JsonNode> arrived(String from, String to) {
        Answer answer = client.get("/sessions/export?arrivedFrom=" + from + "&arrivedTo=" + to).expect(200);
        assertThat(Instant.parse(answer.header("Arrived-To"))).isEqualTo(Instant.parse(to));
        return answer.lines();
    }
}
