package io.conversation.feed;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.RawHttp;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** All that arrives as server-sent events, and gone on with by the last position, also as pages. */
@QuarkusTest
class FeedStreamTest {

    private final ConversationClient client = new ConversationClient();

    @TestHTTPResource
    String base;

    @BeforeEach
    void ready() {
        client.awaitReady();
    }

    private FeedEvents follow(String lastId, String query, String... sessions) {
        return FeedEvents.of(base, query, lastId == null ? Map.of() : Map.of("Last-Event-ID", lastId), sessions);
    }

    private void append(String session, String eventId) {
        client.append(session, newEvent(eventId)).expectCreated();
    }

    @Test
    void what_arrives_follows_each_once_and_in_order() {
        String id = Fresh.id("feed");
        try (FeedEvents stream = follow(null, "", id)) {
            client.create(newSession(id)).expectCreated();
            List<String> ids = IntStream.range(0, 30).mapToObj("e%02d"::formatted).toList();
            ids.forEach(event -> append(id, event));
            client.complete(id).expect(200);
            append(id, "late");
            List<String> told = stream.await(33);
            assertThat(told).hasSize(33).startsWith("created", "e00", "e01").endsWith("e29", "ended", "late")
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void who_comes_back_goes_on_behind_the_last_position_by_stream_or_by_page() {
        String id = Fresh.id("feed");
        client.create(newSession(id)).expectCreated();
        String last;
        try (FeedEvents stream = follow(null, "", id)) {
            append(id, "a");
            stream.await(1);
            last = stream.items().getFirst().get("position").asText();
        }
        append(id, "b");
        append(id, "c");
        assertThat(new FeedClient(client, last, "limit=1", Set.of(id)).readAll().told()).containsExactly("b", "c");
        try (FeedEvents stream = follow(last, "?after=start", id)) {
            assertThat(stream.await(2)).containsExactly("b", "c");
            append(id, "d");
            assertThat(stream.await(3)).containsExactly("b", "c", "d");
        }
        try (FeedEvents stream = follow(null, "?after=" + last, id)) {
            assertThat(stream.await(3)).containsExactly("b", "c", "d");
        }
    }

    @Test
    void who_is_cut_before_anything_came_goes_on_from_where_the_stream_began() {
        String id = client.createFresh("feed");
        String begun;
        try (FeedEvents stream = follow(null, "?status=failed", id)) {
            begun = stream.lastId();
        }
        append(id, "meanwhile");
        try (FeedEvents stream = follow(begun, "", id)) {
            assertThat(stream.await(1)).containsExactly("meanwhile");
        }
    }

    @Test
    void a_stream_tells_where_it_begins_before_anything_else_and_who_is_cut_in_that_goes_on_there() {
        String id = Fresh.id("feed");
        String before = FeedClient.next(FeedClient.page(client, null, "limit=1"));
        client.create(newSession(id)).expectCreated();
        append(id, "a");
        String begun;
        try (FeedEvents stream = follow(before, "", id)) {
            stream.await(2);
            begun = stream.begunAt();
        }
        assertThat(begun).isNotNull();
        try (FeedEvents stream = follow(begun, "", id)) {
            assertThat(stream.await(2)).containsExactly("created", "a");
        }
    }

    @Test
    void a_heartbeat_has_the_position_behind_what_was_passed_over() {
        String id = client.createFresh("feed");
        String passed;
        try (FeedEvents stream = follow(null, "?status=failed", id)) {
            append(id, "not-wanted");
            String begun = stream.lastId();
            while (stream.lastId().equals(begun)) {
                stream.awaitHeartbeat();
            }
            passed = stream.lastId();
        }
        append(id, "next");
        try (FeedEvents stream = follow(passed, "", id)) {
            assertThat(stream.await(1)).containsExactly("next");
        }
    }

    @Test
    void its_head_is_that_of_a_stream() {
        Answer head = client.send("HEAD", "/feed/stream", null, null).expect(200);
        assertThat(head.contentType()).isEqualTo("text/event-stream");
        assertThat(head.header("Cache-Control")).isEqualTo("no-store");
        client.send("HEAD", "/feed?wait=30", null, null).expect(200);
    }

    @Test
    void a_query_that_a_stream_does_not_know_is_refused() {
        client.get("/feed/stream?limit=1").expectViolations("limit");
        client.get("/feed/stream?type=none&status=none").expectViolations("type", "status");
    }

    @Test
    void who_has_gone_before_the_answer_is_no_reader() throws Exception {
        for (int i = 0; i < 300; i++) {
            RawHttp.abandonAfter(Duration.ofNanos(i * 10_000L), "GET /feed/stream HTTP/1.1");
        }
        FeedEvents.awaitNone(client);
    }
}
