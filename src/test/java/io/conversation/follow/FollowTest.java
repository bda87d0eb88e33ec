package io.conversation.follow;

import static io.conversation.ConversationClient.newEvent;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.RawHttp;
import io.conversation.fault.Waiting;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** A session followed live: nothing missed, in the order of arrival, resumed anywhere, told of the end. */
@QuarkusTest
class FollowTest {

    /** As set for tests. */
    private static final Duration LINGER = Duration.ofSeconds(5);

    private final ConversationClient client = new ConversationClient();

    @TestHTTPResource
    String base;

    EventStream follow(String sessionId, String lastEventId) {
        return EventStream.of(base.replaceAll("/$", ""), sessionId, lastEventId);
    }

    void append(String sessionId, String eventId) {
        client.append(sessionId, newEvent(eventId)).expectCreated();
    }

    private static List<String> ids(int from, int to) {
        return IntStream.range(from, to).mapToObj("e%05d"::formatted).toList();
    }

    @Test
    void what_was_there_comes_first_and_what_arrives_follows_in_the_order_of_arrival() {
        String session = client.createFresh("follow");
        // The later event happened earlier: a follower is told of it later all the same.
        client.append(session, newEvent("a", "2026-01-01T00:00:09Z")).expectCreated();
        client.append(session, newEvent("b", "2026-01-01T00:00:01Z")).expectCreated();
        try (EventStream stream = follow(session, null)) {
            assertThat(stream.await(2)).containsExactly("a", "b");
            append(session, "c");
            append(session, "d");
            assertThat(stream.await(4)).containsExactly("a", "b", "c", "d");
        }
    }

    @Test
    void events_appended_while_a_follower_catches_up_are_not_missed() throws InterruptedException {
        String session = client.createFresh("catch-up");
        ids(0, 300).forEach(id -> append(session, id));
        Thread writer = Thread.ofVirtual().start(() -> ids(300, 500).forEach(id -> append(session, id)));
        List<EventStream> streams = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            streams.add(follow(session, null));
        }
        writer.join();
        for (EventStream stream : streams) {
            assertThat(stream.await(500)).containsExactlyElementsOf(ids(0, 500));
            stream.close();
        }
    }

    @Test
    void who_follows_a_session_that_is_erased_is_sent_away_and_told_nothing_more() {
        String session = client.createFresh("erased");
        append(session, "told");
        try (EventStream stream = follow(session, null); EventStream other = follow(session, null)) {
            stream.await(1);
            other.await(1);
            client.erase(session).expect(204);
            stream.awaitClosed();
            other.awaitClosed();
            assertThat(stream.eventIds()).containsExactly("told");
            assertThat(EventStream.request(base.replaceAll("/$", ""), session, stream.lastId()).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void who_lingers_after_the_end_of_a_session_that_is_erased_is_sent_away() {
        String session = client.createFresh("erased");
        try (EventStream stream = follow(session, null)) {
            client.complete(session).expect(200);
            stream.awaitEnd();
            client.erase(session).expect(204);
            long erased = System.nanoTime();
            stream.awaitClosed();
            assertThat(Duration.ofNanos(System.nanoTime() - erased)).isLessThan(LINGER.minusSeconds(1));
        }
    }

    @Test
    void a_follower_resumes_in_the_middle() {
        String session = client.createFresh("resume");
        ids(0, 10).forEach(id -> append(session, id));
        String middle;
        try (EventStream stream = follow(session, null)) {
            stream.await(10);
            middle = stream.positionOf("e00004");
        }
        try (EventStream stream = follow(session, middle)) {
            append(session, "later");
            assertThat(stream.await(6)).containsExactly("e00005", "e00006", "e00007", "e00008", "e00009", "later");
        }
    }

    @Test
    void a_follower_that_resumes_at_the_very_end_gets_what_comes_next() {
        String session = client.createFresh("resume-end");
        append(session, "first");
        String end;
        try (EventStream stream = follow(session, null)) {
            stream.await(1);
            end = stream.lastId();
        }
        try (EventStream stream = follow(session, end)) {
            append(session, "next");
            assertThat(stream.await(1)).containsExactly("next");
        }
    }

    @Test
    void a_follower_that_reconnects_again_and_again_misses_nothing() throws InterruptedException {
        String session = client.createFresh("reconnect");
        List<Thread> writers = IntStream.range(0, 4).mapToObj(writer -> Thread.ofVirtual()
                .start(() -> ids(writer * 100, writer * 100 + 100).forEach(id -> append(session, id)))).toList();
        Set<String> got = new LinkedHashSet<>();
        String position = null;
        while (got.size() < 400) {
            try (EventStream stream = follow(session, position)) {
                stream.await(Math.min(400 - got.size(), 20));
                // The position first: what it is the position of is then surely among what was got.
                position = stream.lastId();
                got.addAll(stream.eventIds());
            }
        }
        for (Thread writer : writers) {
            writer.join();
        }
        assertThat(got).containsExactlyInAnyOrderElementsOf(ids(0, 400));
    }

    @Test
    void the_end_is_told_late_events_still_come_and_then_the_stream_closes() {
        String session = client.createFresh("end");
        append(session, "before");
        try (EventStream stream = follow(session, null)) {
            stream.await(1);
            client.complete(session).expect(200);
            assertThat(stream.awaitEnd().get("status").asText()).isEqualTo("completed");
            append(session, "late");
            assertThat(stream.await(2)).containsExactly("before", "late");
            stream.awaitClosed();
        }
    }

    @Test
    void a_session_that_had_ended_is_told_whole_and_its_end() {
        String session = client.createFresh("ended");
        append(session, "only");
        client.complete(session).expect(200);
        try (EventStream stream = follow(session, null)) {
            assertThat(stream.await(1)).containsExactly("only");
            stream.awaitEnd();
            stream.awaitClosed();
        }
    }

    @Test
    void an_idle_stream_is_kept_awake_by_comments() {
        try (EventStream stream = follow(client.createFresh("idle"), null)) {
            stream.awaitHeartbeats(3);
            assertThat(stream.eventIds()).isEmpty();
        }
    }

    @Test
    void nobody_follows_an_unknown_session_or_from_a_position_that_is_none() {
        client.get("/sessions/" + Fresh.id("nobody") + "/events/stream").expectProblem(404, "session-not-found");
        client.with("Last-Event-ID", "yesterday").get("/sessions/" + client.createFresh("position") + "/events/stream")
                .expectProblem(400, "invalid-cursor");
    }

    @Test
    void who_has_gone_before_the_answer_is_no_follower() throws Exception {
        String session = client.createFresh("gone");
        for (int i = 0; i < 300; i++) {
            RawHttp.abandonAfter(Duration.ofNanos(i * 10_000L), "GET /sessions/" + session + "/events/stream HTTP/1.1");
        }
        Waiting.until("nobody is counted any more",
                () -> client.get("/q/metrics").expect(200).text().contains("conversation_followers 0.0"));
    }
}
