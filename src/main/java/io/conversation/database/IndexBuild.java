package io.conversation.database;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jboss.logging.Logger;

import com.mongodb.MongoException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoDatabase;

/**
 * Makes indexes of one collection, for as long as it takes: with a deadline the server would give the work up and begin again.
 * A connection that falls silent would be waited for for ever, so looks with a deadline, on other connections, watch over it.
 * Whoever gives it up may start another: the server goes on with what it has begun, and the next request joins it.
 */
final class IndexBuild {

    private static final Logger LOG = Logger.getLogger(IndexBuild.class);

    private final MongoDatabase database;
    private final String collection;
    private final List<RequiredIndex> indexes;
    private final IndexProgress progress;
    private final CompletableFuture<Void> outcome = new CompletableFuture<>();
    private final long started = System.nanoTime();
    private final Thread thread;
    private final Duration patience;
    private long lastSign = started;

    /**
     * @param databases their timeout is that of a look
     * @param patience how long looks may see nothing of it
     * @param whenDone run with the outcome there; must not wait for anything
     */
    IndexBuild(Databases databases, Duration patience, String collection, List<RequiredIndex> indexes, Runnable whenDone) {
        this.database = databases.own();
        this.collection = collection;
        this.indexes = indexes;
        this.patience = patience;
        this.progress = new IndexProgress(databases, collection);
        this.thread = Thread.ofVirtual().name("index-build").start(() -> {
            make();
            whenDone.run();
        });
    }

    private void make() {
        try {
            database.getCollection(collection).withTimeout(0, TimeUnit.MILLISECONDS)
                    .createIndexes(indexes.stream().map(RequiredIndex::model).toList());
            outcome.complete(null);
        } catch (Throwable e) { // the driver's assertions throw errors
            outcome.completeExceptionally(e);
        }
    }

    boolean isDone() {
        return outcome.isDone();
    }

    boolean isDoneWithin(Duration time) throws InterruptedException {
        try {
            outcome.get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        }
        return true;
    }

    /** Throws what the server or the driver threw. */
    void result() throws Throwable {
        try {
            outcome.get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    void giveUp() {
        thread.interrupt();
    }

    /** How far it has come. Ends it when the database has done with it, or has nothing of it, and its answer is lost. */
    String look() {
        String seen = "";
        try {
            IndexListing listing = IndexListing.of(database, collection);
            IndexProgress.Seen operation = progress.ask();
            seen = operation.text();
            if (indexes.stream().allMatch(index -> index.stands(listing))) {
                end(null);
            } else if (operation.isThere() || indexes.stream().anyMatch(index -> index.isBeingMade(listing))) {
                lastSign = System.nanoTime();
            }
        } catch (MongoException e) {
            LOG.debugf(ServerWords.asCause(e), "The making of indexes of '%s' cannot be looked at", collection);
        }
        if (System.nanoTime() - lastSign > patience.toNanos()) {
            end(new MongoTimeoutException("Nothing is seen of createIndexes on '" + collection + "' any more"));
        }
        return told(seen);
    }

    private void end(MongoException failure) {
        if (failure == null ? outcome.complete(null) : outcome.completeExceptionally(failure)) {
            giveUp();
        }
    }

    String told() {
        return told("");
    }

    private String told(String seen) {
        return "Indexes of '" + collection + "' are being made (" + String.join(", ", indexes.stream().map(RequiredIndex::name)
                .toList()) + "), for " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started) + " s so far"
                + (seen.isEmpty() ? "." : ": " + seen + ".");
    }
}
