package io.conversation.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.conversation.Fresh;
import io.conversation.database.ArrivalIds;
import io.conversation.feed.Tap.Taken;
import io.conversation.follow.ReplicaSetDatabase;
import io.conversation.tenant.Tenant;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** From the collections, where several sessions end at once and the clocks of pods differ. */
@QuarkusTest
@TestProfile(ReplicaSetDatabase.Profile.class)
class EndsTest extends PodsOnReplicaSet {

    /** Before anything that other tests have stored. */
    private static final Instant THEN = Instant.parse("2001-02-03T04:05:06Z");
    private static final int PAGE = 500;

    private final List<String> stored = new ArrayList<>();

    @AfterEach
    void forget() {
        Document ours = new Document("sessionId", new Document("$in", stored));
        events().deleteMany(ours);
        sessions().deleteMany(ours);
    }

    private String ended(int endAt) {
        String session = Fresh.id("ends");
        stored.add(session);
        sessions().insertOne(document(Tenant.NONE.id(session), THEN.plusMillis(stored.size()))
                .append("status", "completed").append("language", "en").append("startedAt", Date.from(THEN))
                .append("endedAt", Date.from(THEN)).append("endedId", ArrivalIds.lowest(THEN.plusMillis(endAt)))
                .append("metadata", new Document()));
        return session;
    }

    private void store(String session, int from, int count) {
        if (count > 0) {
            events().insertMany(IntStream.range(from, from + count).mapToObj(at -> {
                Date taken = Date.from(THEN.plusMillis(at));
                return document(Tenant.NONE.id(session), THEN.plusMillis(at)).append("eventId", "e" + at)
                        .append("type", "system").append("timestamp", taken).append("receivedAt", taken)
                        .append("payload", new Document());
            }).toList());
        }
    }

    /** The events of both are by a pod ahead of the one that ended the first, and those behind their ends are not late. */
    @ParameterizedTest
    @CsvSource({ "490, 1, 30", "10, 400, 300", "10, 700, 700" })
    void an_end_is_told_behind_its_events_however_many_others_there_are(int between, int behind, int behindOther) {
        String other = ended(1000 + between + 1);
        String session = ended(1000);
        store(other, 1001, between);
        store(other, 2000, behindOther);
        store(session, 3000, behind);
        Tap tap = pod().tap(FeedPosition.settled(ArrivalIds.lowest(THEN), Whose.EVERYBODY).text(), Set.of());
        List<Item> items = new ArrayList<>();
        for (Taken taken = next(tap, PAGE); items.isEmpty() || !ours(taken).isEmpty(); taken = next(tap, PAGE)) {
            items.addAll(ours(taken));
        }
        assertThat(once(told(of(other, items)))).hasSize(between + behindOther + 2).startsWith("created").endsWith("ended");
        assertThat(once(told(of(session, items)))).hasSize(behind + 2).startsWith("created").endsWith("ended");
    }

    private List<Item> ours(Taken taken) {
        return taken.items().stream().filter(item -> stored.contains(item.sessionId().clientId())).toList();
    }

    private static List<Item> of(String session, List<Item> items) {
        return items.stream().filter(item -> item.sessionId().clientId().equals(session)).toList();
    }
}
