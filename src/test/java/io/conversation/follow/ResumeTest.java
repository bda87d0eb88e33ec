package io.conversation.follow;

import static io.conversation.ConversationClient.newEvent;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.conversation.ConversationClient;
import io.conversation.Json;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** Who goes on after a position gets what came after it, and something before it only where it may have been missed. */
@QuarkusTest
class ResumeTest {

    private static final int WRITERS = 10;
    private static final int EVENTS_EACH = 200;

    private final ConversationClient client = new ConversationClient();

    @TestHTTPResource
    String base;

    @Inject
    StoredEvents stored;

    private EventStream follow(String sessionId, String lastEventId) {
        return EventStream.of(base.replaceAll("/$", ""), sessionId, lastEventId);
    }

    private void append(String session, String eventId) {
        client.append(session, newEvent(eventId)).expectCreated();
    }

    /** Follows until there are so many events, and returns the position after them. */
    private String positionAfter(int events, String session, String position) {
        try (EventStream stream = follow(session, position)) {
            stream.await(events);
            return stream.lastId();
        }
    }

    private List<String> gotAfter(String position, String session, int events) {
        try (EventStream stream = follow(session, position)) {
            return stream.await(events);
        }
    }

    /** What comes up to an event that is appended now. */
    private List<String> gotUpToNext(String session, String position) {
        try (EventStream stream = follow(session, position)) {
            append(session, "next");
            List<String> got = stream.await(1);
            while (!got.contains("next")) {
                got = stream.await(got.size() + 1);
            }
            return got;
        }
    }

    @Test
    void after_a_bulk_load_nothing_is_repeated() {
        String session = client.createFresh("bulk");
        for (int batch = 0; batch < 3; batch++) {
            int first = batch * 1000;
            List<ObjectNode> events = IntStream.range(first, first + 1000).mapToObj(i -> newEvent("e" + i)).toList();
            client.appendAll(session, Json.array(events)).expect(207);
        }
        String position = positionAfter(3000, session, null);
        assertThat(gotUpToNext(session, position)).containsExactly("next");
    }

    @Test
    void an_event_that_became_visible_late_is_sent_with_what_came_after_it_and_then_no_more() {
        String session = client.createFresh("late");
        Instant now = Instant.now();
        stored.store(session, "old", now.minusSeconds(8));
        stored.store(session, "new", now);
        String position = positionAfter(2, session, null);
        stored.store(session, "late", now.minusSeconds(4));
        assertThat(gotAfter(position, session, 3)).containsExactly("old", "late", "new");
        assertThat(gotUpToNext(session, positionAfter(3, session, position))).containsExactly("next");
    }

    @Test
    void one_that_is_only_a_little_late_costs_a_second_or_two() {
        String session = client.createFresh("little-late");
        Instant now = Instant.now();
        stored.store(session, "old", now.minusSeconds(4));
        stored.store(session, "new", now);
        String position = positionAfter(2, session, null);
        stored.store(session, "late", now.minusMillis(200));
        assertThat(gotAfter(position, session, 2)).containsExactly("late", "new");
    }

    @Test
    void a_follower_that_is_there_is_told_of_one_that_is_late_and_has_had_it_when_it_comes_back() {
        String session = client.createFresh("there");
        Instant now = Instant.now();
        stored.store(session, "old", now.minusSeconds(8));
        String position;
        try (EventStream stream = follow(session, null)) {
            stream.await(1);
            append(session, "new");
            stream.await(2);
            stored.store(session, "late", now.minusSeconds(5));
            stored.store(session, "later", now.minusSeconds(6));
            assertThat(stream.await(4)).startsWith("old", "new").contains("late", "later").hasSize(4);
            position = stream.lastId();
        }
        assertThat(gotUpToNext(session, position)).containsExactly("next");
    }

    @Test
    void many_who_resume_one_after_the_other_each_get_what_they_have_not_had() {
        String session = client.createFresh("steps");
        Instant start = Instant.now().minusSeconds(30);
        List<String> got = new ArrayList<>();
        String position = null;
        for (int i = 0; i < 30; i++) {
            stored.store(session, "e" + i, start.plusSeconds(i));
            try (EventStream stream = follow(session, position)) {
                got.addAll(stream.await(1));
                position = stream.lastId();
            }
        }
        assertThat(got).hasSize(30).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "-300-3-1", "-30-2-2" })
    void a_position_that_does_not_tell_what_was_had_repeats_the_overlap(String counts) {
        String session = client.createFresh("old-position");
        Instant now = Instant.now();
        stored.store(session, "older", now.minusSeconds(60));
        stored.store(session, "near", now.minusSeconds(3));
        stored.store(session, "last", now);
        String bare = positionAfter(3, session, null).substring(0, 24);
        assertThat(gotAfter(bare + counts, session, 2)).containsExactly("near", "last");
    }

    @Test
    void one_that_reconnects_while_ten_write_misses_nothing_and_gets_again_only_what_may_have_been_missed() throws Exception {
        String session = client.createFresh("reconnect");
        List<Thread> writers = IntStream.range(0, WRITERS).mapToObj(writer -> Thread.ofVirtual().start(
                () -> IntStream.range(0, EVENTS_EACH).forEach(i -> append(session, "w" + writer + "-" + i)))).toList();
        Set<String> got = new LinkedHashSet<>();
        String position = null;
        while (got.size() < WRITERS * EVENTS_EACH) {
            try (EventStream stream = follow(session, position)) {
                stream.awaitAnotherSecond();
                String next = stream.lastId();
                List<String> told = stream.eventIds();
                assertThat(told).as("on one connection").doesNotHaveDuplicates();
                if (told.stream().anyMatch(got::contains)) {
                    assertThat(told).as("a reason to repeat").anyMatch(lateFor(session, position, Set.copyOf(got))::contains);
                }
                got.addAll(told);
                position = next == null ? position : next;
            }
        }
        for (Thread writer : writers) {
            writer.join();
        }
        assertThat(gotUpToNext(session, position)).as("at the end").containsExactly("next");
    }

    /** What has not been had and is before the position. */
    private List<String> lateFor(String session, String position, Set<String> had) {
        ObjectId newest = new ObjectId(position.substring(0, 24));
        return client.streamed(session, "").stream().map(event -> event.get("eventId").asText())
                .filter(id -> !had.contains(id) && stored.id(session, id).compareTo(newest) < 0).toList();
    }
}
