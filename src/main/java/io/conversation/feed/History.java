package io.conversation.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Singleton;

import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonTimestamp;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;
import org.jboss.logging.Logger;

import com.mongodb.MongoException;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;

import io.conversation.database.DatabaseName;
import io.conversation.database.Deadlines;
import io.conversation.database.ServerWords;
import io.conversation.event.Event;
import io.conversation.follow.FollowConfig;
import io.conversation.session.Session;
import io.conversation.tenant.Tenant;

/**
 * The change stream of a replica set, in the order in which a majority has it; behind a mongos where live streams use it there,
 * too. One that is refused, for want of a privilege perhaps, is asked for again after a while.
 */
@Singleton
class History {

    private static final Logger LOG = Logger.getLogger(History.class);
    /** The server holds an empty answer back for no longer; zero would be its own choice. */
    private static final long AWAIT_MILLIS = 1;
    private static final long AGAIN_NANOS = Duration.ofMinutes(1).toNanos();
    /** What begins a database anew: its stream ends, and goes on behind that. */
    private static final Bson ENDS = Filters.in("operationType", "dropDatabase", "invalidate");

    private final MongoClient client;
    private final DatabaseName name;
    private final Deadlines deadlines;
    private final FollowConfig config;
    private final Watch watch = new Watch(this);
    private volatile long refusedUntil = System.nanoTime();
    private volatile boolean told;

    History(MongoClient client, DatabaseName name, Deadlines deadlines, FollowConfig config) {
        this.client = client;
        this.name = name;
        this.deadlines = deadlines;
        this.config = config;
    }

    /** Whether such a database has one, as far as is known. */
    boolean isThere() {
        return config.changeStreams() && switch (client.getClusterDescription().getType()) {
            case REPLICA_SET, UNKNOWN -> true;
            case SHARDED, LOAD_BALANCED -> config.changeStreamsOnMongos();
            case STANDALONE -> false;
        };
    }

    /** How much ids of arrivals and times of changes may differ. */
    Duration clocksApart() {
        return deadlines.clocksApart();
    }

    boolean isRefused() {
        return System.nanoTime() - refusedUntil < 0;
    }

    void refused(MongoException e) {
        if (isThere() && !told) {
            LOG.warnf("The feed is read from the collections, as the change stream was refused, or is too slow: %s",
                    ServerWords.of(e));
            told = true;
        }
        refusedUntil = System.nanoTime() + AGAIN_NANOS;
    }

    /**
     * Behind what a majority has: by itself a stream would begin with what is written next, and what is written and not had by
     * a majority would be told by nobody. A mongos tells its own time. Null where neither is told.
     */
    BsonTimestamp now() {
        BsonDocument hello = database().runCommand(new BsonDocument("hello", new BsonInt32(1)), BsonDocument.class);
        BsonDocument none = new BsonDocument();
        BsonTimestamp committed = hello.getDocument("lastWrite", none).getDocument("majorityOpTime", none)
                .getTimestamp("ts", hello.getTimestamp("operationTime", null));
        return committed == null ? null : new BsonTimestamp(committed.getValue() + 1);
    }

    /** Before anything is written that is taken at that time or later, by a clock that may be off. */
    BsonTimestamp before(Instant time) {
        return new BsonTimestamp((int) Math.max(1, time.minus(clocksApart()).getEpochSecond()), 1);
    }

    Watch watch() {
        return watch;
    }

    /** From now on, and of what comes no more than that it does. */
    Changes openToWatch(Duration await) {
        List<Bson> pipeline = new ArrayList<>(pipeline(Whose.EVERYBODY));
        pipeline.add(Aggregates.project(Projections.include("_id")));
        return changes(database().watch(pipeline, BsonDocument.class).maxAwaitTime(awaitMillis(await), TimeUnit.MILLISECONDS));
    }

    /** The driver refuses to wait for as long as an operation may take at the most. */
    private long awaitMillis(Duration await) {
        return Math.clamp(deadlines.start().millisLeft() / 2, 1, await.toMillis());
    }

    Changes open(Mark from, Whose whose, int limit) {
        ChangeStreamIterable<BsonDocument> stream = database().watch(pipeline(whose), BsonDocument.class).batchSize(limit)
                .maxAwaitTime(AWAIT_MILLIS, TimeUnit.MILLISECONDS);
        // Unlike one that is resumed, one that is started after a token also goes on behind the end of a stream.
        return changes(from.start() == null ? stream.startAfter(from.token()) : stream.startAtOperationTime(from.start()));
    }

    private static Changes changes(ChangeStreamIterable<BsonDocument> stream) {
        return new Changes((MongoChangeStreamCursor<RawBsonDocument>) stream.withDocumentClass(RawBsonDocument.class).cursor());
    }

    private MongoDatabase database() {
        return client.getDatabase(name.value()).withTimeout(deadlines.start().millisLeft(), TimeUnit.MILLISECONDS);
    }

    /** Ends are told of all tenants, as nothing else is told of them. */
    private static List<Bson> pipeline(Whose whose) {
        List<Bson> inserted = new ArrayList<>(List.of(Filters.in("ns.coll", Event.COLLECTION, Session.COLLECTION),
                Filters.eq("operationType", "insert")));
        whose.tenant().flatMap(Tenant::field)
                .ifPresent(tenant -> inserted.add(Filters.eq("fullDocument." + Tenant.FIELD, tenant)));
        Bson ended = Filters.and(Filters.eq("ns.coll", Session.COLLECTION), Filters.eq("operationType", "update"),
                Filters.exists("updateDescription.updatedFields.endedId"));
        return List.of(Aggregates.match(Filters.or(Filters.and(inserted), ended, ENDS)));
    }
}
