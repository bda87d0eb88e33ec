package io.conversation.feed;

import static io.conversation.ConversationClient.newEvent;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.inject.Inject;

import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;

import io.conversation.ConversationClient;
import io.conversation.database.ArrivalIds;
import io.conversation.database.ComparedClock;
import io.conversation.database.DatabaseName;
import io.conversation.database.Deadlines;
import io.conversation.feed.Tap.Taken;
import io.conversation.follow.FollowConfig;
import io.conversation.follow.ReplicaSetDatabase;
import io.conversation.http.StoredSizes;
import io.conversation.http.Work;
import io.conversation.session.Sessions;
import io.conversation.tenant.SessionId;
import io.conversation.tenant.Tenant;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

/** Readers of the feed at pods of their own, on a replica set. */
abstract class PodsOnReplicaSet {

    static final Duration OVERLAP = Duration.ofSeconds(2);
    private static final int ENOUGH = 100;

    final ConversationClient client = new ConversationClient();

    ReplicaSetDatabase members;

    @Inject
    Sessions all;
    @Inject
    Deadlines deadlines;
    @Inject
    Clock clock;
    @Inject
    Work work;
    @Inject
    StoredSizes sizes;
    @Inject
    FeedReaders readers;
    @Inject
    MongoClient database;
    @Inject
    DatabaseName name;

    @BeforeEach
    void ready() {
        members.answerAsUsual();
        client.awaitReady();
        // As a pod that has seen enough not to guess.
        for (int i = 0; i < ENOUGH; i++) {
            sizes.events.saw(1);
            sizes.sessions.saw(1);
        }
    }

    @AfterEach
    void mend() {
        members.answerAsUsual();
        members.proxy().forward();
    }

    /** Another pod's, whose writes settle soon. */
    Feed pod(String... settings) {
        return pod(new ComparedClock(clock, () -> true), settings);
    }

    Feed pod(ComparedClock clock, String... settings) {
        Map<String, String> values = new HashMap<>(Map.of("sessions.stream.overlap", OVERLAP.toSeconds() + "s"));
        for (int i = 0; i < settings.length; i += 2) {
            values.put(settings[i], settings[i + 1]);
        }
        FollowConfig config = new SmallRyeConfigBuilder().addDefaultInterceptors().addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(values, "test", 100)).withValidateUnknown(false)
                .withMapping(FollowConfig.class).build().getConfigMapping(FollowConfig.class);
        return new Feed(all, deadlines, clock, work, sizes, readers, new History(database, name, deadlines, config),
                config);
    }

    /** Behind all that has been written by now, and long so. */
    String settledNow() {
        return FeedPosition.settled(ArrivalIds.lowest(clock.instant()), Whose.EVERYBODY).text();
    }

    static Taken next(Tap tap, int limit) {
        try {
            return tap.next(limit, Duration.ZERO);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean isMarked(String position) {
        return FeedPosition.parse(position, Whose.EVERYBODY).mark() != null;
    }

    /** What it gives until nothing is left, and where it is then. */
    static Taken rest(Tap tap, Set<String> of) {
        List<Item> items = new ArrayList<>();
        Taken taken = next(tap, 100);
        for (int idle = 0; idle < 3; taken = next(tap, 100)) {
            taken.items().stream().filter(item -> of.contains(item.sessionId().clientId())).forEach(items::add);
            idle = taken.items().isEmpty() ? idle + 1 : 0;
        }
        return new Taken(items, taken.next());
    }

    static List<String> told(List<Item> items) {
        return items.stream().map(item -> switch (item.kind()) {
            case CREATED -> "created";
            case STORED -> item.event().eventId;
            case ENDED -> "ended";
        }).toList();
    }

    void append(String session, String eventId) {
        client.untilAvailable(() -> client.append(session, newEvent(eventId))).expectCreated();
    }

    /** As by a pod that took it then, and whose write became visible only now. */
    void store(SessionId session, String eventId, Instant taken) {
        events().insertOne(document(session, taken).append("eventId", eventId).append("type", "system")
                .append("timestamp", Date.from(taken)).append("receivedAt", Date.from(taken))
                .append("payload", new Document()));
    }

    static Document document(SessionId session, Instant taken) {
        Document document = new Document("_id", ArrivalIds.lowest(taken)).append("sessionId", session.stored());
        session.tenant().field().ifPresent(tenant -> document.append(Tenant.FIELD, tenant));
        return document;
    }

    MongoCollection<Document> events() {
        return database.getDatabase(name.value()).getCollection("events");
    }

    MongoCollection<Document> sessions() {
        return database.getDatabase(name.value()).getCollection("sessions");
    }

    static List<String> once(List<String> told) {
        return List.copyOf(new LinkedHashSet<>(told));
    }
}
