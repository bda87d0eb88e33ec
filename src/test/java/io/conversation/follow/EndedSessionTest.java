package io.conversation.follow;

import static io.conversation.ConversationClient.newEvent;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** Streams of a session that has ended end, too, and for good. */
@QuarkusTest
class EndedSessionTest {

    private static final String LONG_AGO = "2020-01-01T00:00:00.000Z";
    private static final Duration LINGER = Duration.ofSeconds(5);

    private final ConversationClient client = new ConversationClient();

    @TestHTTPResource
    String base;

    private EventStream follow(String session, String lastEventId) {
        return EventStream.of(base.replaceAll("/$", ""), session, lastEventId);
    }

    private void append(String session, String eventId) {
        client.append(session, newEvent(eventId)).expectCreated();
    }

    private void completeAt(String session, Instant endedAt) {
        client.complete(session, Json.object("endedAt", endedAt.toString())).expect(200);
    }

    private void isOver(String session, String position) {
        HttpResponse<?> answer = EventStream.request(base.replaceAll("/$", ""), session, position);
        assertThat(answer.statusCode()).isEqualTo(204);
        client.with("Last-Event-ID", position).send("HEAD", "/sessions/" + session + "/events/stream", null, null).expect(204);
    }

    @Test
    void who_comes_for_the_first_time_gets_everything_and_the_end_and_who_comes_back_is_told_to_stop() {
        String session = startedLongAgo("long-ended");
        append(session, "a");
        append(session, "b");
        completeAt(session, Instant.parse(LONG_AGO));
        long begun = System.nanoTime();
        String position;
        try (EventStream stream = follow(session, null)) {
            assertThat(stream.await(2)).containsExactly("a", "b");
            assertThat(stream.awaitEnd().get("endedAt").asText()).isEqualTo(LONG_AGO);
            stream.awaitClosed();
            position = stream.lastId();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).as("nothing to wait for").isLessThan(LINGER);
        isOver(session, position);
    }

    @Test
    void the_end_of_a_session_without_events_is_a_position_too() {
        String session = startedLongAgo("eventless");
        completeAt(session, Instant.parse(LONG_AGO));
        String position;
        try (EventStream stream = follow(session, null)) {
            stream.awaitEnd();
            stream.awaitClosed();
            position = stream.lastId();
        }
        isOver(session, position);
    }

    @Test
    void who_was_away_when_it_ended_is_told_to_stop_unless_something_is_new() {
        String session = startedLongAgo("away");
        append(session, "a");
        String position;
        try (EventStream stream = follow(session, null)) {
            stream.await(1);
            position = stream.lastId();
        }
        completeAt(session, Instant.parse(LONG_AGO));
        isOver(session, position);
        append(session, "late");
        try (EventStream stream = follow(session, position)) {
            stream.awaitEnd();
            stream.awaitClosed();
            assertThat(stream.eventIds()).containsExactly("late");
            position = stream.lastId();
        }
        isOver(session, position);
    }

    @Test
    void who_is_there_gets_what_is_late_whenever_the_session_is_said_to_have_ended() {
        String session = startedLongAgo("there");
        append(session, "a");
        String position;
        try (EventStream stream = follow(session, null)) {
            stream.await(1);
            completeAt(session, Instant.parse(LONG_AGO));
            stream.awaitEnd();
            append(session, "late");
            assertThat(stream.await(2)).containsExactly("a", "late");
            position = stream.lastId();
        }
        // Cut off meanwhile: it is there again for the rest.
        try (EventStream stream = follow(session, position)) {
            append(session, "later");
            assertThat(stream.await(1)).containsExactly("later");
            stream.awaitClosed();
            position = stream.lastId();
        }
        isOver(session, position);
    }

    @Test
    void an_end_in_the_future_keeps_nobody_longer_than_the_linger() {
        String session = client.createFresh("future");
        append(session, "a");
        completeAt(session, Instant.now().plusSeconds(86_400));
        String position;
        try (EventStream stream = follow(session, null)) {
            stream.awaitEnd();
            stream.awaitClosed();
            position = stream.lastId();
        }
        isOver(session, position);
    }

    @Test
    void the_linger_counts_from_the_end_and_not_from_the_connection() {
        String session = client.createFresh("once");
        append(session, "a");
        String position;
        try (EventStream stream = follow(session, null)) {
            stream.await(1);
            client.complete(session).expect(200);
            stream.awaitEnd();
            stream.awaitClosed();
            position = stream.lastId();
        }
        isOver(session, position);
        long begun = System.nanoTime();
        try (EventStream stream = follow(session, null)) {
            assertThat(stream.await(1)).containsExactly("a");
            stream.awaitEnd();
            stream.awaitClosed();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LINGER);
    }

    /** An end is never before the start. */
    private String startedLongAgo(String name) {
        String session = Fresh.id(name);
        client.create(ConversationClient.newSession(session).put("startedAt", "2019-01-01T00:00:00Z")).expectCreated();
        return session;
    }
}
