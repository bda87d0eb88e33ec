package io.conversation.feed;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.fault.Waiting;
import io.conversation.feed.Tap.Taken;
import io.conversation.http.Work;
import io.conversation.paging.SentCommands;
import io.conversation.problem.ProblemException;
import io.quarkus.arc.Arc;
import io.quarkus.test.junit.QuarkusTest;

/** What the service itself works on: of all tenants, gone on with by any pod. */
@QuarkusTest
class TapTest {

    private static final int LIMIT = 100;

    private final ConversationClient client = new ConversationClient();
    private final List<Tap> taps = new ArrayList<>();

    @Inject
    Feed feed;

    @BeforeEach
    void ready() {
        client.awaitReady();
    }

    @AfterEach
    void close() {
        taps.forEach(Tap::close);
    }

    private Tap tap(String position, Set<Kind> kinds) {
        Tap tap = feed.tap(position, kinds);
        taps.add(tap);
        return tap;
    }

    private String conversation() {
        String id = Fresh.id("tap");
        client.create(newSession(id)).expectCreated();
        client.append(id, newEvent("a")).expectCreated();
        client.complete(id).expect(200);
        return id;
    }

    private static Taken next(Tap tap) {
        try {
            return tap.next(LIMIT, Duration.ZERO);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Item> all(Tap tap, String session) {
        List<Item> items = new ArrayList<>();
        for (Taken taken = next(tap); !taken.items().isEmpty(); taken = next(tap)) {
            taken.items().stream().filter(item -> item.sessionId().clientId().equals(session)).forEach(items::add);
        }
        return items;
    }

    @Test
    void it_gives_what_arrived_with_the_id_of_its_arrival_and_goes_on_by_position() {
        Tap tap = tap(null, Set.of());
        String begun = next(tap).next();
        String id = conversation();
        List<Item> items = all(tap, id);
        assertThat(items).extracting(Item::kind).containsExactly(Kind.CREATED, Kind.STORED, Kind.ENDED);
        assertThat(items.get(0).id()).isEqualTo(items.get(0).session().id);
        assertThat(items.get(1).id()).isEqualTo(items.get(1).event().id);
        assertThat(items.get(2).id()).isEqualTo(items.get(2).session().endedId);
        assertThat(all(tap(begun, Set.of()), id)).extracting(Item::id)
                .containsExactlyElementsOf(items.stream().map(Item::id).toList());
        assertThat(all(tap(Feed.START, Set.of()), id)).hasSameSizeAs(items);
    }

    @Test
    void of_the_memory_of_requests_each_page_has_a_part_until_the_next() throws Exception {
        String id = client.createFresh("tap");
        String events = IntStream.range(0, LIMIT)
                .mapToObj(i -> newEvent("e" + i).put("type", "system").toString()).collect(Collectors.joining(","));
        client.appendAll(id, "[" + events + "]").expect(207);
        Work taker = Arc.container().instance(Work.class).get();
        for (int i = 0; i < 3; i++) {
            Tap tap = tap(Feed.START, Set.of());
            while (!next(tap).items().isEmpty()) {
                assertThat(taker.taken()).as("what its taker has").isZero();
            }
            tap.close();
        }
        Waiting.until("all of it is given back",
                () -> new ConversationClient().get("/q/metrics").text().contains("conversation_memory_bytes 0.0"));
    }

    @Test
    void of_one_kind_nothing_else_is_told() {
        for (Kind kind : Kind.values()) {
            Tap tap = tap(null, Set.of(kind));
            next(tap);
            assertThat(all(tap, conversation())).extracting(Item::kind).containsExactly(kind);
        }
    }

    @Test
    void of_ends_alone_nothing_but_ends_and_their_sessions_is_read() {
        Tap tap = tap(Feed.START, Set.of(Kind.ENDED));
        String id = conversation();
        List<BsonDocument> finds = SentCommands.during(() -> assertThat(all(tap, id)).hasSize(1)).stream()
                .filter(command -> command.containsKey("find")).toList();
        assertThat(finds).extracting(find -> find.getString("find").getValue()).containsOnly("sessions");
        assertThat(finds).filteredOn(find -> find.containsKey("sort")).isNotEmpty()
                .allSatisfy(find -> assertThat(find.getDocument("sort").keySet()).containsExactly("endedId"));
    }

    @Test
    void one_that_waits_is_given_what_comes_at_once() throws Exception {
        Tap tap = tap(null, Set.of(Kind.ENDED));
        next(tap);
        String id = Fresh.id("tap");
        client.create(newSession(id)).expectCreated();
        Thread other = Thread.ofVirtual().start(() -> client.complete(id).expect(200));
        long begun = System.nanoTime();
        List<Item> items = new ArrayList<>();
        while (items.stream().noneMatch(item -> item.sessionId().clientId().equals(id))) {
            items.addAll(tap.next(10, Duration.ofSeconds(30)).items());
        }
        other.join();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(25));
    }

    @Test
    void a_position_of_a_reader_is_none_of_a_tap() {
        String readers = client.get("/feed").expect(200).header("Next-Position");
        assertThatThrownBy(() -> tap(readers, Set.of())).isInstanceOf(ProblemException.class);
    }
}
