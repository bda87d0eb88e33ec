package io.conversation.database;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;

import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/**
 * Makes every feature's indexes in the background, again and again until the database takes them. Nothing is written before:
 * without the unique indexes nothing is idempotent. Any number of pods may do it at once; an existing index is never dropped.
 */
@Singleton
public class IndexInitializer {

    private static final Logger LOG = Logger.getLogger(IndexInitializer.class);
    // A write that comes with the start waits this long at the most, rather than send a fresh serverless client away.
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final MongoClient client;
    private final DatabaseName name;
    private final DatabaseConfig config;
    private final Instance<CollectionIndexes> features;
    private final CompletableFuture<Void> made = new CompletableFuture<>();
    private volatile String trouble = "The indexes are being made.";
    private volatile boolean firstTry = true;
    private volatile Thread thread;

    IndexInitializer(MongoClient client, DatabaseName name, DatabaseConfig config, Instance<CollectionIndexes> features) {
        this.client = client;
        this.name = name;
        this.config = config;
        this.features = features;
    }

    void start(@Observes StartupEvent event) {
        thread = Thread.ofVirtual().name("index-initializer").start(this::untilMade);
    }

    void stop(@Observes ShutdownEvent event) {
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** Refuses with {@code unavailable} while the indexes do not stand. */
    public void requireMade() {
        if (made.isDone()) {
            return;
        }
        try {
            made.get(firstTry ? GRACE.toMillis() : 0, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new ProblemException(ProblemType.UNAVAILABLE,
                    "The database's indexes are not ready, and nothing is stored without them. Nothing was stored.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(ProblemType.UNAVAILABLE, "The service is shutting down. Nothing was stored.");
        }
    }

    public boolean isMade() {
        return made.isDone();
    }

    /** Why the indexes do not stand yet, and how to mend it where it does not mend itself. */
    public String trouble() {
        return trouble;
    }

    private void untilMade() {
        Duration pause = config.startRetryFirst();
        while (!Thread.currentThread().isInterrupted()) {
            try {
                features.forEach(this::make);
                made.complete(null);
                LOG.infof("Indexes are ready in database '%s'", name.value());
                return;
            } catch (MongoException e) {
                tell(e, pause);
            }
            firstTry = false;
            try {
                // Jitter, so that pods started together do not come back together.
                Thread.sleep(pause.toMillis() + ThreadLocalRandom.current().nextLong(pause.toMillis() / 2 + 1));
            } catch (InterruptedException e) {
                return;
            }
            pause = pause.multipliedBy(2).compareTo(config.startRetryMost()) < 0 ? pause.multipliedBy(2)
                    : config.startRetryMost();
        }
    }

    private void make(CollectionIndexes feature) {
        client.getDatabase(name.value()).getCollection(feature.collection()).createIndexes(feature.indexes());
    }

    private void tell(MongoException e, Duration pause) {
        trouble = switch (e) {
            case MongoCommandException c when c.getErrorCode() == 85 || c.getErrorCode() == 86 ->
                "An index exists with other options than the service needs: " + c.getErrorMessage()
                        + " Drop that index by hand; the service makes its own within seconds.";
            case MongoCommandException c when DatabaseFailures.isDuplicateKey(c) ->
                "A unique index cannot be made, as the collection has duplicates: " + c.getErrorMessage()
                        + " Remove the duplicates by hand; the service goes on within seconds.";
            case MongoCommandException c -> "The database refused to make the indexes: " + c.getErrorCodeName() + ".";
            default -> "The database cannot be reached.";
        };
        LOG.warnf("Indexes are not ready, next try in %s: %s (%s)", pause, trouble, e.getMessage());
    }
}
