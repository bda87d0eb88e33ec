package io.conversation.erasure;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.logging.Level;

import jakarta.inject.Inject;

import org.bson.BsonDocument;
import org.bson.BsonString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.Logged;
import io.conversation.StoredConversations;
import io.quarkus.test.junit.QuarkusTest;

/** A session that is erased is gone for everybody at once, and stays so. */
@QuarkusTest
class EraseSessionTest {

    private static final String NDJSON = "application/x-ndjson";

    private final ConversationClient client = new ConversationClient();

    @Inject
    StoredConversations stored;

    private String conversation(String language, int events) {
        String id = Fresh.id("call");
        client.create(newSession(id).put("language", language).set("metadata", Json.object("caller", id))).expectCreated();
        for (int i = 0; i < events; i++) {
            client.append(id, newEvent("e" + i)).expectCreated();
        }
        return id;
    }

    private void assertNobodyFinds(String id, String language) {
        client.session(id, "").expectProblem(404, "session-not-found");
        client.session(id, "?count=true").expectProblem(404, "session-not-found");
        client.events(id, "").expectProblem(404, "session-not-found");
        client.event(id, "e0").expectProblem(404, "session-not-found");
        client.with("Accept", NDJSON).events(id, "").expectProblem(404, "session-not-found");
        client.send("HEAD", "/sessions/" + id, null, null).expect(404);
        client.get("/sessions/" + id + "/events/stream").expectProblem(404, "session-not-found");
        client.complete(id).expectProblem(404, "session-not-found");
        for (String query : List.of("?language=" + language, "?status=active&language=" + language, "?metadata.caller=" + id,
                "?startedFrom=2000-01-01T00:00:00Z&language=" + language)) {
            assertThat(client.list(query).expect(200).json().get("sessions")).as(query).isEmpty();
            assertThat(client.export(query)).as(query).isEmpty();
        }
        assertThat(client.list("?limit=500").expect(200).text()).doesNotContain(id);
        assertThat(client.list("?limit=500&order=asc").expect(200).text()).doesNotContain(id);
        assertThat(client.export("")).doesNotContain(id);
        assertThat(client.export("?arrivedFrom=2000-01-01T00:00:00Z")).doesNotContain(id);
    }

    @Test
    void it_is_gone_with_all_its_events_for_every_read_and_from_the_database() {
        String id = conversation("x-erased-one", 25);
        String other = conversation("x-other", 2);
        Answer erased = client.erase(id).expect(204);
        assertThat(erased.text()).isEmpty();
        assertNobodyFinds(id, "x-erased-one");
        assertThat(stored.everything(id)).isEmpty();
        assertThat(stored.tombstone(id)).isNotNull();
        assertThat(client.allEvents(other, "?limit=10")).hasSize(2);
    }

    @Test
    void an_ended_one_is_gone_as_well() {
        String id = conversation("x-erased-ended", 3);
        client.complete(id, Json.object("metadata", Json.object("outcome", "ordered"))).expect(200);
        client.erase(id).expect(204);
        assertNobodyFinds(id, "x-erased-ended");
        assertThat(stored.everything(id)).isEmpty();
    }

    @Test
    void erased_again_it_is_204_again_and_so_is_one_that_never_was() {
        String id = conversation("en", 1);
        client.erase(id).expect(204);
        client.erase(id).expect(204);
        String unknown = Fresh.id("call");
        client.erase(unknown).expect(204);
        client.create(newSession(unknown)).expectProblem(410, "session-erased");
    }

    @Test
    void whatever_is_sent_of_it_afterwards_is_410_and_stores_nothing() {
        String id = conversation("en", 2);
        ObjectNode line = newSession(id).put("status", "completed");
        line.set("events", Json.array(List.of(newEvent("e0"), newEvent("e7"))));
        client.erase(id).expect(204);
        client.create(newSession(id)).expectProblem(410, "session-erased");
        client.strict().create(newSession(id)).expectProblem(410, "session-erased");
        client.append(id, newEvent("e0")).expectProblem(410, "session-erased");
        client.append(id, newEvent("e7")).expectProblem(410, "session-erased");
        client.appendAll(id, Json.array(List.of(newEvent("e0"), newEvent("e7")))).expectProblem(410, "session-erased");
        client.appendAll(id, "[{}]").expectProblem(410, "session-erased");
        String other = Fresh.id("call");
        List<com.fasterxml.jackson.databind.JsonNode> results = client
                .importLines(line + "\n" + newSession(other).put("status", "active") + "\n").expect(200).lines();
        assertThat(results.getFirst().at("/problem/status").asInt()).isEqualTo(410);
        assertThat(results.getFirst().at("/problem/type").asText()).endsWith(":session-erased");
        assertThat(results.getLast().has("problem")).isFalse();
        assertThat(stored.everything(id)).isEmpty();
    }

    /** As it is while a long one is being erased: the session is emptied, events are still there. */
    private String halfErased() {
        String id = conversation("x-half", 3);
        List<BsonDocument> events = stored.everything(id).stream().filter(each -> each.containsKey("eventId")).toList();
        client.erase(id).expect(204);
        events.forEach(event -> stored.store("events", event));
        stored.store("sessions", new BsonDocument("sessionId", new BsonString(id)));
        return id;
    }

    @Test
    void while_its_events_are_being_removed_nobody_finds_it_or_writes_to_it() {
        String id = halfErased();
        assertThat(stored.events(id)).isEqualTo(3);
        assertNobodyFinds(id, "x-half");
        client.create(newSession(id)).expectProblem(410, "session-erased");
        client.append(id, newEvent("e0")).expectProblem(410, "session-erased");
        client.append(id, newEvent("e9")).expectProblem(410, "session-erased");
        assertThat(client.importLines(newSession(id) + "\n").expect(200).text()).contains("session-erased");
        assertThat(stored.events(id)).isEqualTo(3);
        client.erase(id).expect(204);
        assertThat(stored.everything(id)).isEmpty();
    }

    @Test
    void what_a_backup_brings_back_is_erased_by_asking_again() {
        String id = conversation("x-brought-back", 3);
        List<BsonDocument> backup = stored.everything(id);
        client.erase(id).expect(204);
        backup.forEach(document -> stored.store(document.containsKey("eventId") ? "events" : "sessions", document));
        assertThat(stored.events(id)).isEqualTo(3);
        client.erase(id).expect(204);
        assertNobodyFinds(id, "x-brought-back");
        assertThat(stored.everything(id)).isEmpty();
    }

    @Test
    void what_could_be_no_id_leaves_no_tombstone() {
        String none = "." + Fresh.id("call");
        client.erase(none).expect(204);
        assertThat(stored.tombstone(none)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = { "?force=true", "?metadata.caller=ann" })
    void a_query_parameter_is_refused_and_nothing_is_erased(String query) {
        String id = conversation("en", 1);
        client.send("DELETE", "/sessions/" + id + query, null, null).expectProblem(400, "validation-failed");
        client.session(id, "").expect(200);
    }

    @Test
    void log_and_metrics_tell_that_something_was_erased_and_not_what() {
        String id = conversation("x-secret", 4);
        double sessions = metric("conversation_sessions_erased_total");
        double events = metric("conversation_events_erased_total");
        try (Logged logged = Logged.everythingFrom(Level.INFO)) {
            client.erase(id).expect(204);
            assertThat(logged.messages()).contains("Erased a session, with all its events");
            assertThat(logged.whole()).noneMatch(entry -> entry.contains(id) || entry.contains("x-secret"));
        }
        assertThat(metric("conversation_sessions_erased_total") - sessions).isEqualTo(1);
        assertThat(metric("conversation_events_erased_total") - events).isEqualTo(4);
        assertThat(client.get("/q/metrics").text()).doesNotContain(id);
        try (Logged logged = Logged.everythingFrom(Level.INFO)) {
            client.erase(id).expect(204);
            assertThat(logged.messages()).as("there was nothing").doesNotContain("Erased a session, with all its events");
        }
        assertThat(metric("conversation_sessions_erased_total") - sessions).isEqualTo(1);
    }

    private double metric(String name) {
        return client.get("/q/metrics").expect(200).text().lines().filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum();
    }
}
