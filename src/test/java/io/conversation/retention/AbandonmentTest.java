package io.conversation.retention;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.Json;
import io.conversation.OneShard;
import io.conversation.OneShard.Everywhere;
import io.conversation.database.Deadlines;
import io.conversation.follow.EventStream;
import io.conversation.paging.SentCommands;
import io.conversation.session.Lifetimes;
import io.conversation.session.SessionCompleter;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** A session that nobody completes ends as failed, an hour after anything of it last arrived. */
@QuarkusTest
@TestProfile(Abandoning.class)
class AbandonmentTest extends SweptDatabase {

    private static final Duration JUST_BEFORE = Duration.ofHours(1).minusMinutes(1);
    private static final String LONG_AGO = "2020-01-01T00:00:00Z";

    @Inject
    Scheduler scheduler;

    @Inject
    Lifetimes lifetimes;

    @Inject
    SessionCompleter completer;

    @Inject
    Deadlines deadlines;

    @TestHTTPResource
    String base;

    private String status(String sessionId) {
        return client.storedSession(sessionId).get("status").asText();
    }

    private JsonNode append(String sessionId, String eventId) {
        return client.append(sessionId, newEvent(eventId)).expectCreated().json();
    }

    @Test
    void every_shard_is_asked_who_is_open_for_long_and_then_those_of_the_sessions() {
        String id = client.createFresh("call");
        append(id, "e1");
        clock.pass(Duration.ofHours(2));
        OneShard.assertAsked(SentCommands.during(sweeps::sweep), Everywhere.OPEN_FOR_LONG);
        assertThat(status(id)).isEqualTo("failed");
    }

    @Test
    void nobody_is_ended_before_and_after_it_ends_when_its_last_event_was_received() {
        String id = client.createFresh("call");
        append(id, "e1");
        clock.pass(Duration.ofMinutes(10));
        JsonNode last = append(id, "e2");
        clock.pass(JUST_BEFORE);
        sweeps.sweep();
        assertThat(status(id)).isEqualTo("active");

        clock.pass(Duration.ofMinutes(2));
        double before = meters.sessionsAbandoned.count();
        double ended = meters.sessionsEnded.count();
        sweeps.sweep();
        JsonNode session = client.storedSession(id);
        assertThat(session.get("status").asText()).isEqualTo("failed");
        assertThat(session.get("endedAt")).isEqualTo(last.get("receivedAt"));
        assertThat(meters.sessionsAbandoned.count() - before).isEqualTo(1);
        assertThat(meters.sessionsEnded.count() - ended).isEqualTo(1);
    }

    @Test
    void one_without_events_ends_by_its_creation_and_never_before_its_start() {
        Instant created = clock.instant();
        String plain = client.createFresh("call");
        client.create(newSession("long-ago").put("startedAt", LONG_AGO)).expectCreated();
        client.create(newSession("to-come").put("startedAt", "2099-01-01T00:00:00Z")).expectCreated();
        clock.pass(JUST_BEFORE);
        sweeps.sweep();
        assertThat(List.of(status(plain), status("long-ago"), status("to-come"))).containsOnly("initiated");

        clock.pass(Duration.ofMinutes(2));
        sweeps.sweep();
        assertThat(List.of(status(plain), status("long-ago"), status("to-come"))).containsOnly("failed");
        for (String id : List.of(plain, "long-ago")) {
            assertThat(Instant.parse(client.storedSession(id).get("endedAt").asText()))
                    .isBetween(created.minusMillis(1), created.plusSeconds(60));
        }
        assertThat(client.storedSession("to-come").get("endedAt").asText()).isEqualTo("2099-01-01T00:00:00.000Z");
    }

    @Test
    void what_counts_is_when_an_event_arrived_and_not_what_time_it_tells() {
        String alive = client.createFresh("call");
        String dead = client.createFresh("call");
        client.append(dead, newEvent("e1", "2098-01-01T00:00:00Z")).expectCreated();
        clock.pass(JUST_BEFORE);
        client.append(alive, newEvent("e1", LONG_AGO)).expectCreated();
        clock.pass(Duration.ofMinutes(2));
        sweeps.sweep();
        assertThat(status(alive)).isEqualTo("active");
        assertThat(status(dead)).isEqualTo("failed");
    }

    @Test
    void an_import_that_says_it_was_received_in_times_to_come_ends_no_later_than_now() {
        client.imported(newSession("imported").put("startedAt", LONG_AGO).put("status", "active")
                .set("events", Json.array(List.of(newEvent("e1", LONG_AGO).put("receivedAt", "2098-01-01T00:00:00Z")))) + "\n");
        clock.pass(Duration.ofHours(2));
        sweeps.sweep();
        assertThat(Instant.parse(client.storedSession("imported").get("endedAt").asText())).isBefore(clock.instant());
    }

    @Test
    void it_has_ended_for_ever_and_what_comes_later_is_late() {
        String id = client.createFresh("call");
        append(id, "e1");
        clock.pass(Duration.ofHours(2));
        sweeps.sweep();
        assertThat(append(id, "e2").get("late").asBoolean()).isTrue();
        JsonNode before = client.storedSession(id);
        assertThat(client.complete(id).expect(200).json()).isEqualTo(before);
        client.strict().complete(id).expectProblem(409, "session-conflict");
        sweeps.sweep();
        assertThat(client.storedSession(id)).isEqualTo(before);
        assertThat(client.append(id, newEvent("e1")).expectReplayed().json().has("late")).isFalse();
    }

    @Test
    void what_was_completed_stays_as_it_is() {
        String id = client.createFresh("call");
        client.complete(id).expect(200);
        clock.pass(Duration.ofHours(2));
        JsonNode before = client.storedSession(id);
        sweeps.sweep();
        assertThat(client.storedSession(id)).isEqualTo(before);
    }

    @Test
    void followers_are_told_of_the_end() {
        String id = client.createFresh("call");
        append(id, "e1");
        clock.pass(Duration.ofHours(2));
        try (EventStream stream = EventStream.of(base.replaceAll("/$", ""), id, null)) {
            stream.await(1);
            sweeps.sweep();
            assertThat(stream.awaitEnd().get("status").asText()).isEqualTo("failed");
        }
    }

    @Test
    void appends_that_race_with_it_are_all_stored() throws Exception {
        List<String> ids = IntStream.range(0, 60).mapToObj(i -> client.createFresh("call")).toList();
        clock.pass(Duration.ofHours(2));
        List<Callable<Void>> racing = new ArrayList<>();
        ids.forEach(id -> racing.add(() -> {
            append(id, "e1");
            append(id, "e2");
            return null;
        }));
        racing.add(30, () -> {
            sweeps.sweep();
            return null;
        });
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var done : threads.invokeAll(racing)) {
                done.get();
            }
        }
        assertThat(ids).allSatisfy(id -> assertThat(stored.events(id)).isEqualTo(2));
        assertThat(ids).map(this::status).as("some before, some after").contains("active").allMatch(
                status -> status.equals("active") || status.equals("failed"));
        assertThat(ids).filteredOn(id -> status(id).equals("failed"))
                .allSatisfy(id -> assertThat(append(id, "e3").get("late").asBoolean()).isTrue());
    }

    @Test
    void two_that_look_at_once_end_each_session_once() throws Exception {
        int sessions = 300;
        client.imported(lines(sessions));
        clock.pass(Duration.ofHours(2));
        double before = meters.sessionsAbandoned.count();
        List<Callable<Void>> pods = IntStream.range(0, 2).<Callable<Void>> mapToObj(i -> () -> {
            new Abandonment(lifetimes, completer, deadlines, clock, meters, 20).sweep(Duration.ofHours(1));
            return null;
        }).toList();
        try (var threads = Executors.newFixedThreadPool(2)) {
            for (var done : threads.invokeAll(pods)) {
                done.get();
            }
        }
        assertThat(meters.sessionsAbandoned.count() - before).isEqualTo(sessions);
        assertThat(client.allPages("/sessions", "?status=failed&limit=500", "sessions")).hasSize(sessions);
    }

    @Test
    void of_those_that_are_alive_a_page_costs_two_reads_and_a_turn_goes_on_behind_the_one_before() {
        int sessions = OpenSessions.PAGE + 20;
        client.imported(lines(sessions));
        clock.pass(JUST_BEFORE);
        client.imported(lines(sessions).replace("\"e1\"", "\"e2\""));
        String dead = "s" + (sessions - 1);
        stored.removeEvent(dead, "e2");
        clock.pass(Duration.ofMinutes(2));
        Abandonment turns = new Abandonment(lifetimes, completer, deadlines, clock, meters, 1);
        assertThat(reads(turns)).as("initiated: none").isEqualTo(1);
        assertThat(reads(turns)).as("active, the first page").isEqualTo(2);
        assertThat(stored.status(dead)).isEqualTo("active");
        assertThat(reads(turns)).as("active, the second page, and the last event of one").isEqualTo(3);
        assertThat(stored.status(dead)).isEqualTo("failed");
        assertThat(reads(turns)).as("from the beginning").isEqualTo(1);
        assertThat(client.allPages("/sessions", "?status=active&limit=500", "sessions")).hasSize(sessions - 1);
    }

    private static long reads(Abandonment turns) {
        return SentCommands.during(() -> turns.sweep(Duration.ofHours(1))).stream()
                .filter(command -> command.containsKey("find") || command.containsKey("aggregate")).count();
    }

    @Test
    void one_job_looks_for_them() {
        assertThat(scheduler.getScheduledJob(Sweeps.JOB)).isNotNull();
        assertThat(scheduler.isRunning()).isTrue();
    }

    private static String lines(int sessions) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < sessions; i++) {
            lines.append(newSession("s" + i).put("status", "active").set("events", Json.array(List.of(newEvent("e1"))))
                    .toString()).append('\n');
        }
        return lines.toString();
    }
}
