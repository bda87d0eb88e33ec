package io.conversation.feed;

import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

import com.mongodb.client.model.Filters;

import io.conversation.Fresh;
import io.conversation.database.ArrivalIds;
import io.conversation.fault.Waiting;
import io.conversation.feed.FeedFilter.Wanted;
import io.conversation.feed.FeedReader.Batch;
import io.conversation.feed.Tap.Taken;
import io.conversation.follow.ReplicaSetDatabase;
import io.conversation.paging.SentCommands;
import io.conversation.tenant.SessionId;
import io.conversation.tenant.Tenant;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ManagedContext;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** What is told of what the change stream tells, and to whom. */
@QuarkusTest
@TestProfile(ReplicaSetDatabase.Profile.class)
class ToldChangesTest extends PodsOnReplicaSet {

    private static final Tenant ACME = Tenant.named("acme");

    @Test
    void of_ends_alone_no_change_stream_is_asked_for() {
        String session = client.createFresh("seam");
        Tap tap = pod().tap(settledNow(), Set.of(Kind.ENDED));
        List<BsonDocument> streams = SentCommands.during(() -> {
            client.complete(session).expect(200);
            assertThat(told(rest(tap, Set.of(session)).items())).containsExactly("ended");
        }).stream().filter(command -> command.containsKey("aggregate")
                && command.getArray("pipeline").getFirst().asDocument().containsKey("$changeStream")).toList();
        assertThat(streams).isEmpty();
    }

    @Test
    void what_an_earlier_session_of_the_same_id_has_left_is_not_told() {
        String session = Fresh.id("seam");
        Tap tap = pod().tap(settledNow(), Set.of());
        rest(tap, Set.of(session));
        SessionId id = Tenant.NONE.id(session);
        Mark mark = FeedPosition.parse(rest(tap, Set.of()).next(), Whose.EVERYBODY).mark();
        Mark longAgo = new Mark(new ObjectId(new byte[12]), mark.newest(), mark.token());
        Tap other = pod().tap(FeedPosition.marked(longAgo, Whose.EVERYBODY).text(), Set.of());
        store(id, "left", clock.instant().minusSeconds(60));
        client.create(newSession(session)).expectCreated();
        store(id, "by-a-clock-behind", clock.instant().minusSeconds(1));
        assertThat(told(rest(other, Set.of(session)).items())).containsExactly("created", "by-a-clock-behind");
    }

    @Test
    void a_session_that_was_put_back_with_its_end_is_told_with_it() {
        String session = client.createFresh("seam");
        client.complete(session).expect(200);
        Document stored = sessions().find(new Document("sessionId", session)).first();
        Tap tap = pod().tap(settledNow(), Set.of());
        rest(tap, Set.of(session));
        sessions().deleteOne(new Document("sessionId", session));
        stored.append("_id", ArrivalIds.lowest(clock.instant())).append("endedId", ArrivalIds.lowest(clock.instant()));
        sessions().insertOne(stored);
        assertThat(told(rest(tap, Set.of(session)).items())).containsExactly("created", "ended");
    }

    @Test
    void a_tenant_is_told_of_its_own_alone() throws Exception {
        String session = Fresh.id("seam");
        FeedPosition begun = FeedPosition.settled(ArrivalIds.lowest(clock.instant()), Whose.of(ACME));
        Tap everybodys = pod().tap(settledNow(), Set.of());
        try (FeedReader reader = pod().reader(begun, ACME, new Wanted(Set.of(), Filters.empty(), Set.of()))) {
            for (SessionId id : List.of(ACME.id(session), Tenant.named("other").id(session))) {
                sessions().insertOne(document(id, clock.instant()).append("status", "active").append("language", "en")
                        .append("startedAt", new Date()).append("metadata", new Document()));
                store(id, "a", clock.instant());
                sessions().updateOne(new Document("sessionId", id.stored()), new Document("$set",
                        new Document("endedId", ArrivalIds.lowest(clock.instant())).append("status", "completed")
                                .append("endedAt", new Date())));
            }
            List<Item> items = new ArrayList<>();
            Waiting.until("all of it is told", () -> {
                Batch batch = reader.next(100);
                batch.told().stream().map(Told::item).forEach(items::add);
                assertThat(batch.next().mark()).isNotNull();
                return items.size() >= 3;
            });
            assertThat(told(items)).containsExactly("created", "a", "ended");
            assertThat(items).allSatisfy(item -> assertThat(item.sessionId()).isEqualTo(ACME.id(session)));
            assertThat(rest(everybodys, Set.of(session)).items()).hasSize(6);
        } finally {
            sessions().deleteMany(new Document(Tenant.FIELD, new Document("$exists", true)));
            events().deleteMany(new Document(Tenant.FIELD, new Document("$exists", true)));
        }
    }

    @Test
    void those_who_wait_are_woken_by_what_is_written_and_wait_in_the_database_for_each_other() throws Exception {
        String session = client.createFresh("seam");
        Feed pod = pod("sessions.stream.poll-interval", "60s");
        List<Tap> taps = IntStream.range(0, 10).mapToObj(i -> pod.tap(settledNow(), Set.of())).toList();
        taps.forEach(tap -> rest(tap, Set.of(session)));
        try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Taken>> waiting = taps.stream()
                    .map(tap -> others.submit(() -> awaited(tap))).toList();
            long begun = System.nanoTime();
            append(session, "a");
            for (Future<Taken> one : waiting) {
                assertThat(told(one.get().items())).containsExactly("a");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(25));
        }
    }

    /** As in a request. */
    private static Taken awaited(Tap tap) throws InterruptedException {
        ManagedContext request = Arc.container().requestContext();
        request.activate();
        try {
            return tap.next(10, Duration.ofSeconds(30));
        } finally {
            request.terminate();
        }
    }
}
