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
import org.junit.jupiter.api.Test;

import com.mongodb.client.model.Filters;

import io.conversation.Fresh;
import io.conversation.database.ArrivalIds;
import io.conversation.feed.FeedFilter.Wanted;
import io.conversation.feed.Tap.Taken;
import io.conversation.follow.ReplicaSetDatabase;
import io.conversation.http.StoredSizes;
import io.conversation.tenant.Tenant;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/**
 * Of sessions that are together more than the database puts into one answer, each page has a part, in memory that is counted.
 */
@QuarkusTest
@TestProfile(ReplicaSetDatabase.Profile.class)
class LargeSessionsTest extends PodsOnReplicaSet {

    private static final Instant THEN = Instant.parse("2001-03-04T05:06:07Z");
    private static final int SESSIONS = 24;
    private static final String LARGE = "x".repeat(1_000_000);
    private static final long ANSWER = 16L * 1024 * 1024;

    private final List<String> stored = IntStream.range(0, SESSIONS).mapToObj(i -> Fresh.id("large")).toList();

    @AfterEach
    void forget() {
        sessions().deleteMany(ours());
    }

    private Document ours() {
        return new Document("sessionId", new Document("$in", stored));
    }

    private void create(Instant at) {
        for (int i = 0; i < SESSIONS; i++) {
            sessions().insertOne(document(Tenant.NONE.id(stored.get(i)), at.plusMillis(i)).append("status", "active")
                    .append("language", "en").append("startedAt", Date.from(at)).append("metadata", new Document("a", LARGE)));
        }
    }

    private void end(Instant at) {
        for (int i = 0; i < SESSIONS; i++) {
            sessions().updateOne(new Document("sessionId", stored.get(i)),
                    new Document("$set", new Document("status", "completed").append("endedAt", Date.from(at))
                            .append("endedId", ArrivalIds.lowest(at.plusMillis(SESSIONS + i)))));
        }
    }

    private List<String> readEnds(Tap tap) {
        List<String> ended = new ArrayList<>();
        for (int idle = 0; idle < 3;) {
            Taken taken = next(tap, 500);
            long bytes = taken.items().stream().mapToLong(item -> item.session().metadata.size()).sum();
            assertThat(bytes).isLessThan(ANSWER);
            assertThat(memory()).isGreaterThanOrEqualTo(bytes);
            taken.items().stream().filter(item -> item.kind() == Kind.ENDED).map(item -> item.sessionId().clientId())
                    .filter(stored::contains).forEach(ended::add);
            idle = ended.isEmpty() || !taken.items().isEmpty() ? 0 : idle + 1;
        }
        tap.close();
        return ended;
    }

    private double memory() {
        return client.get("/q/metrics").text().lines().filter(line -> line.startsWith("conversation_memory_bytes"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).sum();
    }

    @Test
    void from_the_collections() {
        create(THEN);
        end(THEN);
        String begun = FeedPosition.settled(ArrivalIds.lowest(THEN), Whose.EVERYBODY).text();
        assertThat(readEnds(pod().tap(begun, Set.of(Kind.ENDED)))).isEqualTo(stored);
    }

    @Test
    void from_the_change_stream() {
        create(THEN);
        Mark begun;
        try (FeedReader reader = pod().reader(null, Tenant.NONE, new Wanted(Set.of(), Filters.empty(), Set.of()))) {
            begun = reader.start().mark();
        }
        end(clock.instant());
        assertThat(readEnds(pod().tap(FeedPosition.marked(begun, Whose.EVERYBODY).text(), Set.of()))).isEqualTo(stored);
    }

    @Test
    void while_nobody_knows_how_large_they_are_a_few_are_taken() {
        sizes = new StoredSizes();
        create(THEN);
        String begun = FeedPosition.settled(ArrivalIds.lowest(THEN), Whose.EVERYBODY).text();
        assertThat(next(pod().tap(begun, Set.of(Kind.CREATED)), 500).items()).hasSizeBetween(1, 2);
    }
}
