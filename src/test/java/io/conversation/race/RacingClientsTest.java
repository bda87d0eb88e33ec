package io.conversation.race;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.StoredConversations;
import io.conversation.race.Race.Sending;
import io.quarkus.test.junit.QuarkusTest;

/** 32 clients at once over real HTTP, and then what is stored is counted. */
@QuarkusTest
class RacingClientsTest {

    private final ConversationClient client = new ConversationClient();

    @Inject
    StoredConversations stored;

    @RepeatedTest(5)
    void one_session_created_by_all_is_created_once() throws Exception {
        String id = Fresh.id("call");
        List<Answer> answers = Race.of(i -> Sending.json("/sessions", newSession(id)));
        Race.assertOneCreated(answers);
        assertThat(answers).extracting(Answer::text).containsOnly(answers.getFirst().text());
        assertThat(stored.sessions(id)).isEqualTo(1);
    }

    @RepeatedTest(3)
    void of_differing_creations_one_wins_and_all_are_answered_with_it() throws Exception {
        String id = Fresh.id("call");
        List<Answer> answers = Race
                .of(i -> Sending.json("/sessions", newSession(id).set("metadata", Json.object("client", i))));
        Race.assertOneCreated(answers);
        assertThat(answers).extracting(answer -> answer.json().get("metadata")).containsOnly(
                client.storedSession(id).get("metadata"));
    }

    @RepeatedTest(5)
    void one_event_appended_by_all_is_stored_once() throws Exception {
        String id = client.createFresh("call");
        List<Answer> answers = Race.of(i -> Sending.json("/sessions/" + id + "/events", newEvent("turn-1")));
        Race.assertOneCreated(answers);
        assertThat(answers).extracting(Answer::text).containsOnly(answers.getFirst().text());
        assertThat(stored.events(id)).isEqualTo(1);
        assertThat(stored.status(id)).isEqualTo("active");
    }

    @RepeatedTest(3)
    void different_events_are_all_stored_and_read_in_one_order() throws Exception {
        String id = client.createFresh("call");
        List<Answer> answers = Race
                .of(i -> Sending.json("/sessions/" + id + "/events", newEvent("e" + i, "2026-01-01T00:00:00Z")));
        assertThat(answers).allSatisfy(Answer::expectCreated);
        assertThat(stored.events(id)).isEqualTo(Race.CLIENTS);
        List<String> order = Json.texts(client.streamed(id, ""), "eventId");
        assertThat(order).hasSize(Race.CLIENTS).doesNotHaveDuplicates();
        assertThat(Json.texts(client.allEvents(id, "?limit=5"), "eventId")).isEqualTo(order);
        assertThat(Json.texts(client.allEvents(id, "?limit=7&order=desc"), "eventId")).isEqualTo(order.reversed());
    }

    /** Clients that append the same events in their own order, each after the answer to the one before. */
    @Test
    void appends_and_retries_of_many_events_mix_without_loss() throws Exception {
        String id = client.createFresh("call");
        int events = 24;
        List<List<Answer>> answers = Race.run(i -> http -> {
            List<Answer> mine = new ArrayList<>();
            for (int e = 0; e < events; e++) {
                mine.add(Race.send(http, Sending.json("/sessions/" + id + "/events", newEvent("e" + (e * 7 + i) % events))));
            }
            return mine;
        });
        List<Answer> all = answers.stream().flatMap(List::stream).toList();
        assertThat(all).filteredOn(answer -> answer.status() == 201).extracting(answer -> answer.field("eventId"))
                .hasSize(events).doesNotHaveDuplicates();
        assertThat(all).filteredOn(answer -> answer.status() == 200).hasSize(Race.CLIENTS * events - events);
        assertThat(stored.events(id)).isEqualTo(events);
    }

    @RepeatedTest(5)
    void a_session_completed_while_others_append_is_never_active_again() throws Exception {
        String id = Fresh.id("call");
        client.create(newSession(id).put("startedAt", "2026-01-01T00:00:00Z")).expectCreated();
        List<Answer> answers = Race.of(i -> i % 4 == 0
                ? Sending.json("/sessions/" + id + "/complete", Json.object("endedAt", "2026-01-01T00:00:" + (10 + i) + "Z"))
                : Sending.json("/sessions/" + id + "/events", newEvent("e" + i)));
        List<Answer> completions = IntStream.range(0, Race.CLIENTS).filter(i -> i % 4 == 0).mapToObj(answers::get).toList();
        List<Answer> appends = IntStream.range(0, Race.CLIENTS).filter(i -> i % 4 != 0).mapToObj(answers::get).toList();
        assertThat(appends).allSatisfy(Answer::expectCreated);
        assertThat(completions).allSatisfy(answer -> answer.expect(200));
        assertThat(completions).extracting(Answer::text).containsOnly(completions.getFirst().text());
        assertThat(completions).filteredOn(answer -> answer.header("Idempotent-Replayed") == null).hasSize(1);
        assertThat(stored.status(id)).isEqualTo("completed");
        assertThat(client.storedSession(id).get("endedAt")).isEqualTo(completions.getFirst().json().get("endedAt"));
        assertThat(stored.events(id)).isEqualTo(appends.size());
    }

    @RepeatedTest(3)
    void of_two_ends_wanted_at_once_one_wins_for_ever() throws Exception {
        String id = client.createFresh("call");
        List<Answer> answers = Race.of(i -> Sending.json("/sessions/" + id + "/complete",
                Json.object("status", i % 2 == 0 ? "completed" : "failed")));
        assertThat(answers).allSatisfy(answer -> answer.expect(200));
        assertThat(answers).extracting(Answer::text).containsOnly(answers.getFirst().text());
        assertThat(stored.status(id)).isEqualTo(answers.getFirst().field("status"));
    }

    @Test
    void one_file_imported_by_all_at_once_is_stored_once() throws Exception {
        stored.clear();
        int conversations = 20;
        String lines = IntStream.range(0, conversations).mapToObj(i -> newSession("race-" + i).put("status", "completed")
                .put("endedAt", "2026-01-01T00:01:00Z").set("events", Json.array(IntStream.range(0, 5)
                        .mapToObj(e -> newEvent("e" + e, "2026-01-01T00:00:00Z")).toList()))
                .toString() + "\n")
                .collect(Collectors.joining());
        List<Answer> answers = Race.of(i -> new Sending("/sessions/import", "application/x-ndjson", lines));
        List<JsonNode> results = answers.stream().flatMap(answer -> answer.expect(200).lines().stream()).toList();
        assertThat(results).hasSize(Race.CLIENTS * conversations).noneMatch(result -> result.has("problem"));
        assertThat(results).filteredOn(result -> result.get("session").asText().equals("created"))
                .extracting(result -> result.get("sessionId").asText()).hasSize(conversations).doesNotHaveDuplicates();
        assertThat(results.stream().mapToInt(result -> result.get("created").asInt()).sum()).isEqualTo(conversations * 5);
        assertThat(results.stream().mapToInt(result -> result.get("failed").asInt()).sum()).isZero();
        assertThat(stored.sessions()).isEqualTo(conversations);
        assertThat(stored.events()).isEqualTo(conversations * 5);
        assertThat(Json.lines(client.export(""))).allSatisfy(conversation -> {
            assertThat(conversation.get("status").asText()).isEqualTo("completed");
            assertThat(conversation.get("endedAt").asText()).isEqualTo("2026-01-01T00:01:00.000Z");
            assertThat(conversation.get("events").findValues("late")).isEmpty();
        });
    }

    @RepeatedTest(3)
    void one_batch_appended_by_all_is_stored_once() throws Exception {
        String id = client.createFresh("call");
        var batch = Json.array(IntStream.range(0, 50).mapToObj(e -> newEvent("e" + e, "2026-01-01T00:00:00Z")).toList());
        List<Answer> answers = Race.of(i -> Sending.json("/sessions/" + id + "/events/batch", batch));
        assertThat(answers.stream().mapToInt(answer -> answer.expect(207).json().get("created").asInt()).sum()).isEqualTo(50);
        assertThat(answers.stream().mapToInt(answer -> answer.json().get("replayed").asInt()).sum()).isEqualTo(31 * 50);
        assertThat(stored.events(id)).isEqualTo(50);
    }
}
