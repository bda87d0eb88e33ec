package io.conversation.feed;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.junit.jupiter.api.Test;

import com.mongodb.MongoException;
import com.mongodb.client.model.Filters;

import io.conversation.Fresh;
import io.conversation.embedded.PlannedAnswer.CommandError;
import io.conversation.fault.Waiting;
import io.conversation.feed.FeedFilter.Wanted;
import io.conversation.feed.Tap.Taken;
import io.conversation.follow.ReplicaSetDatabase;
import io.conversation.problem.ProblemException;
import io.conversation.tenant.Tenant;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** From the collections into the change stream, on from there at another pod, and back where its history does not reach. */
@QuarkusTest
@TestProfile(ReplicaSetDatabase.Profile.class)
class SeamTest extends PodsOnReplicaSet {

    private static final int WRITERS = 10;
    private static final int EVENTS = 40;
    private static final int UNAUTHORIZED = 13;
    private static final Wanted ALL = new Wanted(Set.of(), Filters.empty(), Set.of());

    private void converse(String session) {
        client.create(newSession(session)).expectCreated();
        IntStream.range(0, EVENTS).forEach(i -> client.append(session, newEvent("e%02d".formatted(i))).expectCreated());
        client.complete(session).expect(200);
    }

    private static void assertComplete(List<Item> items, List<String> sessions) {
        List<String> expected = new ArrayList<>(List.of("created"));
        IntStream.range(0, EVENTS).mapToObj("e%02d"::formatted).forEach(expected::add);
        expected.add("ended");
        Map<String, List<Item>> told = items.stream().collect(Collectors.groupingBy(item -> item.sessionId().clientId()));
        sessions.forEach(session -> assertThat(told(told.getOrDefault(session, List.of()))).as(session)
                .containsExactlyElementsOf(expected));
    }

    @Test
    void each_is_told_once_and_in_order_across_the_seam_and_at_whichever_pod_while_many_write() throws Exception {
        String begun = settledNow();
        List<String> written = new ArrayList<>();
        List<Item> items = new ArrayList<>();
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            await(write(writers, written));
            Instant before = clock.instant();
            Waiting.until("that has settled", () -> clock.instant().isAfter(before.plus(OVERLAP)));
            List<Future<?>> writing = write(writers, written);
            Tap tap = pod().tap(begun, Set.of());
            int settled = 0;
            int marked = 0;
            while (marked == 0 || !writing.stream().allMatch(Future::isDone)) {
                Taken taken = next(tap, 7);
                items.addAll(taken.items());
                settled += isMarked(taken.next()) ? 0 : taken.items().size();
                marked += isMarked(taken.next()) ? 1 : 0;
                if (marked % 20 == 1) {
                    tap.close();
                    tap = pod().tap(taken.next(), Set.of());
                }
            }
            await(writing);
            items.addAll(rest(tap, Set.copyOf(written)).items());
            assertThat(settled).isGreaterThanOrEqualTo(WRITERS * (EVENTS + 2));
        }
        assertComplete(items, written);
    }

    private List<Future<?>> write(ExecutorService writers, List<String> sessions) {
        List<Future<?>> writing = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            String session = Fresh.id("seam");
            sessions.add(session);
            writing.add(writers.submit(() -> converse(session)));
        }
        return writing;
    }

    private static void await(List<Future<?>> writing) throws Exception {
        for (Future<?> one : writing) {
            one.get();
        }
    }

    @Test
    void where_the_history_does_not_reach_the_collections_do() {
        String session = client.createFresh("seam");
        append(session, "a");
        Taken before = rest(pod().tap(settledNow(), Set.of()), Set.of(session));
        append(session, "b");
        members.members().loseHistory();
        append(session, "c");
        Tap tap = pod().tap(before.next(), Set.of());
        assertThat(once(told(rest(tap, Set.of(session)).items()))).endsWith("b", "c");
        append(session, "d");
        assertThat(once(told(rest(tap, Set.of(session)).items()))).containsExactly("d");
    }

    @Test
    void who_began_with_now_and_whose_history_is_lost_goes_on_from_there_and_is_not_given_what_was_before() {
        String session = client.createFresh("seam");
        Instant began = clock.instant().minusSeconds(60);
        store(Tenant.NONE.id(session), "long-before", began.minusSeconds(10));
        store(Tenant.NONE.id(session), "a", began.plusSeconds(1));
        Mark begun;
        try (FeedReader reader = pod().reader(null, Tenant.NONE, ALL)) {
            begun = reader.start().mark();
        }
        Mark old = Mark.start(begun.upTo(), (int) began.getEpochSecond(), new BsonTimestamp((int) began.getEpochSecond(), 1));
        members.members().loseHistoryBefore(began.plusSeconds(30));
        append(session, "b");
        Taken taken = rest(pod().tap(FeedPosition.marked(old, Whose.EVERYBODY).text(), Set.of()), Set.of(session));
        assertThat(once(told(taken.items()))).doesNotContain("long-before").contains("a").endsWith("b");
        assertThat(isMarked(taken.next())).as("no other reader of the pod has to do without").isTrue();
    }

    @Test
    void who_begins_with_now_and_is_refused_is_given_what_became_visible_meanwhile() {
        String session = client.createFresh("seam");
        store(Tenant.NONE.id(session), "long-before", clock.instant().minusSeconds(60));
        try (FeedReader reader = pod().reader(null, Tenant.NONE, ALL)) {
            assertThat(reader.start().mark()).isNotNull();
            store(Tenant.NONE.id(session), "meanwhile", clock.instant().minusSeconds(1));
            members.answer("aggregate", "1", new CommandError(UNAUTHORIZED));
            assertThat(told(reader.next(100).told().stream().map(Told::item).toList())).contains("meanwhile")
                    .doesNotContain("long-before");
        }
    }

    @Test
    void who_began_with_few_at_once_gets_more_when_more_are_asked_for() {
        String session = client.createFresh("seam");
        Tap tap = pod().tap(rest(pod().tap(settledNow(), Set.of()), Set.of(session)).next(), Set.of());
        List<String> events = IntStream.range(0, EVENTS).mapToObj("e%02d"::formatted).toList();
        events.forEach(event -> append(session, event));
        List<Item> few = next(tap, 2).items();
        List<Item> more = next(tap, 2 * EVENTS).items();
        assertThat(few).hasSizeLessThanOrEqualTo(2);
        assertThat(more).hasSizeGreaterThan(EVENTS / 2);
        List<Item> all = new ArrayList<>(few);
        all.addAll(more);
        all.addAll(rest(tap, Set.of(session)).items());
        assertThat(told(all.stream().filter(item -> item.sessionId().clientId().equals(session)).toList())).isEqualTo(events);
    }

    @Test
    void a_token_of_another_server_is_no_loss() {
        String session = client.createFresh("seam");
        Taken before = rest(pod().tap(settledNow(), Set.of()), Set.of(session));
        append(session, "a");
        Mark mark = FeedPosition.parse(before.next(), Whose.EVERYBODY).mark();
        for (BsonDocument token : List.of(new BsonDocument("_data", new BsonString("8263A5")),
                new BsonDocument("_data", new BsonString("any-thing")))) {
            Tap tap = pod().tap(FeedPosition.marked(mark.at(0, token), Whose.EVERYBODY).text(), Set.of());
            Taken taken = rest(tap, Set.of(session));
            assertThat(once(told(taken.items()))).endsWith("a");
            assertThat(isMarked(taken.next())).as("it is in the change stream again").isTrue();
        }
    }

    @Test
    void where_a_change_stream_is_refused_or_switched_off_the_collections_do_and_it_is_gone_on_with_when_it_is_there() {
        String session = client.createFresh("seam");
        append(session, "a");
        Taken before = rest(pod().tap(settledNow(), Set.of()), Set.of(session));
        assertThat(isMarked(before.next())).isTrue();
        append(session, "b");
        Taken off = rest(pod("sessions.stream.change-streams", "false").tap(before.next(), Set.of()), Set.of(session));
        assertThat(once(told(off.items()))).endsWith("b");
        assertThat(isMarked(off.next())).isFalse();
        members.answer("aggregate", "1", new CommandError(UNAUTHORIZED));
        append(session, "c");
        Tap tap = pod().tap(before.next(), Set.of());
        Taken refused = rest(tap, Set.of(session));
        assertThat(once(told(refused.items()))).endsWith("b", "c");
        assertThat(isMarked(refused.next())).isFalse();
        members.answerAsUsual();
        append(session, "d");
        assertThat(once(told(rest(tap, Set.of(session)).items()))).endsWith("d");
        Taken again = rest(pod().tap(refused.next(), Set.of()), Set.of(session));
        assertThat(once(told(again.items()))).endsWith("d");
        assertThat(isMarked(again.next())).isTrue();
    }

    @Test
    void what_fails_for_a_while_is_told_and_gone_on_with() {
        String session = client.createFresh("seam");
        Tap tap = pod().tap(settledNow(), Set.of());
        rest(tap, Set.of(session));
        append(session, "a");
        members.proxy().away();
        assertThatThrownBy(() -> next(tap, 10)).isInstanceOfAny(MongoException.class, ProblemException.class);
        members.proxy().forward();
        client.awaitReady();
        append(session, "b");
        assertThat(told(rest(tap, Set.of(session)).items())).containsExactly("a", "b");
    }

    @Test
    void a_database_that_was_dropped_ends_the_stream_and_it_is_gone_on_with() throws Exception {
        String session = client.createFresh("seam");
        Tap tap = pod().tap(settledNow(), Set.of());
        Taken before = rest(tap, Set.of(session));
        database.getDatabase(name.value()).drop();
        Waiting.until("the indexes are there again", () -> events().listIndexes().into(new ArrayList<>()).stream()
                .anyMatch(index -> index.getBoolean("unique", false)));
        client.untilAvailable(() -> client.create(newSession(session)));
        client.untilAvailable(() -> client.append(session, newEvent("again")));
        assertThat(once(told(rest(tap, Set.of(session)).items()))).containsExactly("created", "again");
        assertThat(once(told(rest(pod().tap(before.next(), Set.of()), Set.of(session)).items())))
                .containsExactly("created", "again");
    }
}
