package io.conversation.follow;

import java.time.Clock;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.bson.Document;
import org.jboss.logging.Logger;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;

import io.conversation.database.DatabaseFailures;
import io.conversation.database.DatabaseName;
import io.conversation.database.Deadlines;
import io.conversation.http.Drain;
import io.conversation.problem.ProblemException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/** Keeps one {@link Source} looking while anybody follows, whatever becomes of the database meanwhile. */
@Singleton
class Lookout {

    private static final Logger LOG = Logger.getLogger(Lookout.class);
    private static final long RETRY_MILLIS = 500;

    private final Followers followers;
    private final FollowConfig config;
    private final MongoClient client;
    private final DatabaseName name;
    private final Deadlines deadlines;
    private final Clock clock;
    private final Object arrivals = new Object();
    private volatile Thread thread;
    private boolean troubled;
    private boolean toldOfRefusal;
    private String told;

    Lookout(Followers followers, FollowConfig config, MongoClient client, DatabaseName name, Deadlines deadlines,
            Clock clock, Drain drain) {
        this.followers = followers;
        this.config = config;
        this.client = client;
        this.name = name;
        this.deadlines = deadlines;
        this.clock = clock;
        drain.onDrain(followers::close);
    }

    void start(@Observes StartupEvent event) {
        thread = Thread.ofVirtual().name("lookout").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        thread.interrupt();
    }

    /** Somebody has begun to follow. */
    void wake() {
        synchronized (arrivals) {
            arrivals.notifyAll();
        }
    }

    private void run() {
        Source source = null;
        try {
            while (true) {
                if (followers.sessions().isEmpty()) {
                    if (source != null) {
                        source.rest();
                    }
                    awaitFollower();
                    // It may be another kind of database by now, or another user's rights.
                    source = source instanceof ChangeStream ? source : null;
                }
                try {
                    source = source == null ? source() : source;
                    source.look();
                    troubled = false;
                } catch (RuntimeException e) {
                    source = afterFailure(source, e);
                }
            }
        } catch (InterruptedException e) {
            if (source != null) {
                source.rest();
            }
        }
    }

    private void awaitFollower() throws InterruptedException {
        synchronized (arrivals) {
            while (followers.sessions().isEmpty()) {
                arrivals.wait(TimeUnit.SECONDS.toMillis(1));
            }
        }
    }

    private Source source() {
        MongoDatabase database = client.getDatabase(name.value());
        Document hello = database.runCommand(new Document("hello", 1));
        boolean changes = config.changeStreams()
                && (hello.containsKey("setName") || "isdbgrid".equals(hello.getString("msg")));
        tellOnce(changes ? "a change stream" : "polling every " + config.pollInterval());
        return changes ? new ChangeStream(followers, database) : new Polling(followers, config, deadlines, clock);
    }

    private void tellOnce(String source) {
        if (!source.equals(told)) {
            LOG.infof("Live streams are fed by %s", source);
        }
        told = source;
    }

    /** A change stream that is refused, for want of a privilege perhaps, will be so again: polling does as well. */
    private Source afterFailure(Source source, RuntimeException e) throws InterruptedException {
        if (source instanceof ChangeStream && e instanceof MongoCommandException refused
                && !DatabaseFailures.isPassingAuthorized(refused) && !ChangeStream.isTokenLost(refused)) {
            if (!toldOfRefusal) {
                LOG.warnf("The change stream was refused, live streams are fed by polling: %s", e.getMessage());
            }
            toldOfRefusal = true;
            source.rest();
            followers.missed();
            return new Polling(followers, config, deadlines, clock);
        }
        boolean outage = e instanceof MongoException || e instanceof ProblemException;
        if (!outage) {
            // A document that cannot be read, perhaps: followers read the collection instead, and the look goes on behind it.
            followers.missed();
        }
        tell(e, outage);
        Thread.sleep(RETRY_MILLIS);
        return source;
    }

    /** Once an outage, not once a look. */
    private void tell(RuntimeException e, boolean outage) {
        if (!troubled && outage) {
            LOG.warnf("Live streams are waiting for the database: %s", e.getMessage());
        } else if (!troubled) {
            LOG.error("Live streams cannot read what was stored", e);
        }
        troubled = true;
    }
}
