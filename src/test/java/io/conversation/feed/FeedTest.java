package io.conversation.feed;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoClient;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.database.ArrivalIds;
import io.conversation.database.DatabaseName;
import io.quarkus.test.junit.QuarkusTest;

/** All that arrives, page by page: nothing missed, in order within a session, from any position. */
@QuarkusTest
class FeedTest {

    private static final int OF_ONE = 400;
    private static final int EVENTS = Integer.getInteger("feed.events", OF_ONE);

    private final ConversationClient client = new ConversationClient();

    @Inject
    MongoClient database;

    @Inject
    DatabaseName name;

    @Inject
    Clock clock;

    @BeforeEach
    void ready() {
        client.awaitReady();
    }

    private FeedClient fromNow(String query, String... sessions) {
        return new FeedClient(client, null, query, Set.of(sessions));
    }

    private FeedClient after(String position, String query, String... sessions) {
        return new FeedClient(client, position, query, Set.of(sessions));
    }

    private void append(String session, String eventId) {
        client.append(session, newEvent(eventId)).expectCreated();
    }

    /** As by a pod that took it then, and whose write became visible only now. */
    private void store(String session, String eventId, Instant taken) {
        database.getDatabase(name.value()).getCollection("events").insertOne(new Document("_id", ArrivalIds.lowest(taken))
                .append("sessionId", session).append("eventId", eventId).append("type", "system")
                .append("timestamp", Date.from(taken)).append("receivedAt", Date.from(taken))
                .append("payload", new Document()));
    }

    private static List<String> once(List<String> told) {
        return List.copyOf(new LinkedHashSet<>(told));
    }

    @Test
    void a_session_is_told_before_its_events_and_its_end_after_them_and_what_is_late_follows() {
        String id = Fresh.id("feed");
        FeedClient feed = fromNow("limit=100", id);
        client.create(newSession(id)).expectCreated();
        // The later event happened earlier: it is told of later all the same.
        client.append(id, newEvent("a", "2026-01-01T00:00:09Z")).expectCreated();
        client.append(id, newEvent("b", "2026-01-01T00:00:01Z")).expectCreated();
        client.complete(id).expect(200);
        append(id, "late");
        feed.readAll();
        assertThat(feed.told()).containsExactly("created", "a", "b", "ended", "late");
        JsonNode event = feed.items().get(1);
        assertThat(event.get("event")).isEqualTo(client.event(id, "a").expect(200).json());
        assertThat(event.has("session")).isFalse();
        JsonNode end = feed.items().get(3);
        assertThat(end.get("session")).isEqualTo(client.storedSession(id));
        assertThat(end.get("sessionId").asText()).isEqualTo(id);
        assertThat(feed.items().get(4).at("/event/late").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 2, 7 })
    void pages_of_any_size_give_each_once_where_nothing_is_late(int limit) {
        String id = Fresh.id("feed");
        FeedClient feed = fromNow("limit=" + limit, id);
        client.create(newSession(id)).expectCreated();
        List<String> ids = IntStream.range(0, 15).mapToObj("e%02d"::formatted).toList();
        ids.forEach(event -> append(id, event));
        feed.readAll();
        List<String> all = new ArrayList<>(List.of("created"));
        all.addAll(ids);
        assertThat(feed.told()).containsExactlyElementsOf(all);
    }

    @Test
    void each_item_has_the_position_behind_it() {
        String id = Fresh.id("feed");
        FeedClient feed = fromNow("limit=100", id);
        client.create(newSession(id)).expectCreated();
        List.of("a", "b", "c").forEach(event -> append(id, event));
        client.complete(id).expect(200);
        List<String> told = feed.readAll().told();
        for (int i = 0; i < told.size(); i++) {
            String position = feed.items().get(i).get("position").asText();
            assertThat(after(position, "limit=2", id).readAll().told()).containsExactlyElementsOf(
                    told.subList(i + 1, told.size()));
        }
    }

    @Test
    void what_becomes_visible_late_is_told_wherever_a_reader_is() {
        String id = Fresh.id("feed");
        FeedClient feed = fromNow("limit=100", id);
        client.create(newSession(id)).expectCreated();
        append(id, "a");
        feed.readAll();
        Instant now = clock.instant();
        for (Duration age : List.of(Duration.ofMillis(1), Duration.ofMillis(700), Duration.ofSeconds(6))) {
            store(id, "late by " + age, now.minus(age));
            feed.readAll();
            assertThat(feed.told()).contains("late by " + age);
        }
        append(id, "b");
        feed.readAll();
        assertThat(once(feed.told())).startsWith("created", "a").endsWith("b").hasSize(6);
        assertThat(feed.told().stream().filter("b"::equals)).hasSize(1);
    }

    @Test
    void clocks_that_differ_do_not_put_a_session_behind_its_events_nor_its_end_before_them() {
        String id = Fresh.id("feed");
        FeedClient feed = fromNow("limit=100", id);
        client.create(newSession(id)).expectCreated();
        store(id, "taken-by-a-clock-behind", clock.instant().minusSeconds(2));
        store(id, "taken-by-a-clock-ahead", clock.instant().plusSeconds(2));
        client.complete(id).expect(200);
        feed.readAll();
        assertThat(once(feed.told())).startsWith("created").endsWith("ended").hasSize(4);
    }

    @Test
    void a_page_that_finds_nothing_waits_and_is_answered_as_soon_as_something_comes() throws Exception {
        String id = client.createFresh("feed");
        String caller = Fresh.id("caller");
        FeedClient feed = after(fromNow("limit=1").position(), "metadata.caller=" + caller + "&wait=30", id);
        long begun = System.nanoTime();
        try (ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> found = other.submit(feed::read);
            append(id, "not-wanted");
            client.complete(id, Json.object("metadata", Json.object("caller", caller))).expect(200);
            while (!found.get() || !feed.told().contains("ended")) {
                found = other.submit(feed::read);
            }
        }
        assertThat(feed.told()).endsWith("ended");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void a_page_waits_for_no_longer_than_it_was_told() {
        String query = "status=failed&metadata.caller=" + Fresh.id("nobody");
        Answer empty = FeedClient.page(client, null, query + "&wait=1");
        assertThat(empty.lines()).isEmpty();
        assertThat(FeedClient.next(empty)).isNotBlank();
    }

    @Test
    void events_are_narrowed_by_type_and_all_by_what_their_session_is() {
        String one = Fresh.id("feed");
        String other = Fresh.id("feed");
        String caller = Fresh.id("caller");
        String before = fromNow("limit=1").position();
        client.create(newSession(one).set("metadata", Json.object("caller", caller))).expectCreated();
        client.create(newSession(other)).expectCreated();
        for (String id : List.of(one, other)) {
            client.append(id, newEvent("spoken")).expectCreated();
            client.append(id, newEvent("noted").put("type", "system")).expectCreated();
        }
        client.complete(other).expect(200);
        assertThat(after(before, "type=system", one, other).readAll().told())
                .containsExactlyInAnyOrder("created", "created", "noted", "noted", "ended");
        assertThat(after(before, "status=completed&type=user_speech", one, other).readAll().told())
                .containsExactly("created", "spoken", "ended");
        assertThat(after(before, "kind=session.ended", one, other).readAll().told()).containsExactly("ended");
        assertThat(after(before, "kind=session.created&kind=event.stored&type=system", one, other).readAll().told())
                .doesNotContain("ended").contains("created");
        FeedClient ofCaller = after(before, "metadata.caller=" + caller, one, other).readAll();
        assertThat(ofCaller.told()).containsExactly("created", "spoken", "noted");
        assertThat(after(ofCaller.position(), "", one, other).readAll().told()).as("what it passed over").isEmpty();
    }

    @Test
    void what_was_erased_is_not_told_of() {
        String id = Fresh.id("feed");
        FeedClient feed = fromNow("limit=100", id);
        client.create(newSession(id)).expectCreated();
        append(id, "a");
        client.erase(id).expect(204);
        assertThat(feed.readAll().told()).isEmpty();
    }

    /** More of them with {@code -Dfeed.events=100000}. */
    @Test
    void a_reader_that_was_away_gets_what_one_that_was_there_got_and_ends_at_the_same_place() {
        String[] ids = IntStream.range(0, Math.max(1, EVENTS / OF_ONE)).mapToObj(i -> Fresh.id("feed"))
                .toArray(String[]::new);
        String begun = fromNow("limit=1").position();
        FeedClient there = after(begun, "limit=200", ids);
        String events = IntStream.range(0, OF_ONE).mapToObj("e%03d"::formatted).map(event -> newEvent(event).toString())
                .collect(Collectors.joining(","));
        for (String id : ids) {
            client.imported("{\"sessionId\":\"" + id + "\",\"language\":\"en\",\"status\":\"completed\",\"events\":["
                    + events + "]}\n");
            there.read();
        }
        there.readAll();
        long start = System.nanoTime();
        FeedClient away = after(begun, "limit=500", ids).readAll();
        System.out.printf("%d items after being away in %d ms%n", away.told().size(),
                Duration.ofNanos(System.nanoTime() - start).toMillis());
        assertThat(bySession(away.items())).isEqualTo(bySession(there.items())).hasSize(ids.length)
                .allSatisfy((id, told) -> assertThat(told).hasSize(OF_ONE + 2).startsWith("created", "e000")
                        .endsWith("e399", "ended"));
        append(ids[0], "after");
        for (String position : List.of(there.position(), away.position())) {
            // Something before it may be told again, where others' sessions were erased meanwhile.
            assertThat(after(position, "limit=1", ids).readAll().told()).endsWith("after");
        }
        if (EVENTS == OF_ONE) {
            assertThat(once(after("start", "limit=500", ids).readAll().told())).hasSize(403).startsWith("created", "e000");
        }
    }

    private static Map<String, List<String>> bySession(List<JsonNode> items) {
        return items.stream().collect(Collectors.groupingBy(item -> item.get("sessionId").asText(),
                Collectors.collectingAndThen(Collectors.mapping(FeedClient::told, Collectors.toList()), FeedTest::once)));
    }

    @Test
    void nothing_is_missed_while_many_write_and_each_session_is_in_order() throws Exception {
        List<String> sessions = IntStream.range(0, 8).mapToObj(i -> Fresh.id("feed")).toList();
        FeedClient feed = fromNow("limit=37", sessions.toArray(String[]::new));
        String begun = feed.position();
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> written = new ArrayList<>();
            for (String session : sessions) {
                written.add(writers.submit(() -> converse(session)));
            }
            while (!written.stream().allMatch(Future::isDone)) {
                feed.read();
            }
            for (Future<?> one : written) {
                one.get();
            }
        }
        assertComplete(feed.readAll().items(), sessions);
        assertComplete(after(begun, "limit=500", sessions.toArray(String[]::new)).readAll().items(), sessions);
    }

    private void converse(String session) {
        client.create(newSession(session)).expectCreated();
        IntStream.range(0, 40).forEach(i -> append(session, "e%02d".formatted(i)));
        client.complete(session).expect(200);
    }

    private static void assertComplete(List<JsonNode> items, List<String> sessions) {
        Map<String, List<String>> told = bySession(items);
        List<String> expected = new ArrayList<>(List.of("created"));
        IntStream.range(0, 40).mapToObj("e%02d"::formatted).forEach(expected::add);
        expected.add("ended");
        sessions.forEach(session -> assertThat(told.getOrDefault(session, List.of())).as(session)
                .containsExactlyElementsOf(expected));
    }
}
