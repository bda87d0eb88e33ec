package io.conversation.follow;

import java.time.Clock;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.bson.Document;
import org.jboss.logging.Logger;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;

import io.conversation.database.DatabaseFailures;
import io.conversation.database.DatabaseName;
import io.conversation.database.Deadlines;
import io.conversation.database.Doubts;
import io.conversation.database.IndexInitializer;
import io.conversation.database.ServerWords;
import io.conversation.database.Shards;
import io.conversation.telemetry.Meters;
import io.quarkus.runtime.StartupEvent;

/**
 * What feeds the followers, by what the database is: a replica set's change stream, or polling. Behind a mongos it is polled:
 * a sharded change stream is as slow as the idlest shard. Each begins by having everybody read again, so nothing falls between
 * one and the next.
 */
@Singleton
class Sources {

    private static final Logger LOG = Logger.getLogger(Sources.class);

    private final Followers followers;
    private final FollowConfig config;
    private final MongoClient client;
    private final DatabaseName name;
    private final Deadlines deadlines;
    private final Clock clock;
    private final IndexInitializer indexes;
    private final Shards shards;
    private final Doubts doubts;
    private boolean toldOfRefusal;
    private volatile boolean refused;
    private String told;

    Sources(Followers followers, FollowConfig config, MongoClient client, DatabaseName name, Deadlines deadlines,
            Clock clock, IndexInitializer indexes, Shards shards, Doubts doubts) {
        this.followers = followers;
        this.config = config;
        this.client = client;
        this.name = name;
        this.deadlines = deadlines;
        this.clock = clock;
        this.indexes = indexes;
        this.shards = shards;
        this.doubts = doubts;
    }

    void measure(@Observes StartupEvent event, Meters meters) {
        meters.streamRefused(() -> refused);
    }

    /** The source for the database as it is now; the one there is, null for none, if it is of that kind. */
    Source choose(Source present) {
        MongoDatabase database = client.getDatabase(name.value());
        refused = false;
        boolean changes = hasChangeStreams(database.runCommand(new Document("hello", 1)));
        tellOnce(changes ? "a change stream" : "polling every " + config.pollInterval());
        if (present != null && present instanceof ChangeStream == changes) {
            return present;
        }
        if (present != null) {
            present.rest();
        }
        return changes ? new ChangeStream(followers, database, indexes::lookAgain) : polling();
    }

    boolean hasChangeStreams(Document hello) {
        boolean router = "isdbgrid".equals(hello.getString("msg"));
        return config.changeStreams() && (hello.containsKey("setName") || router && config.changeStreamsOnMongos());
    }

    private void tellOnce(String source) {
        if (!source.equals(told)) {
            LOG.infof("Live streams are fed by %s", source);
        }
        told = source;
    }

    private Source polling() {
        return new Polling(followers, config, deadlines, clock, shards, doubts);
    }

    /** Whether a change stream was refused, for want of a privilege perhaps: it will be so again. */
    boolean isRefused(Source source, Throwable e) {
        return source instanceof ChangeStream && e instanceof MongoCommandException refused
                && !DatabaseFailures.isPassingAuthorized(refused) && !ChangeStream.isTokenLost(refused);
    }

    /** In the place of one that was refused: polling does as well. */
    Source instead(Source refused, Throwable e) {
        if (!toldOfRefusal) {
            LOG.warnf("The change stream was refused, live streams are fed by polling: %s", ServerWords.of(e));
        }
        toldOfRefusal = true;
        this.refused = true;
        refused.rest();
        return polling();
    }
}
