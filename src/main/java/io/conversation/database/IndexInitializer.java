package io.conversation.database;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import com.mongodb.MongoException;

import io.conversation.problem.ProblemException;
import io.conversation.settings.RefusedSetting;
import io.conversation.telemetry.Meters;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

/**
 * Makes every feature's indexes in the background, again and again until the database takes them, and whenever they are gone.
 * Nothing is written while a unique one does not stand on a server that enforces it: without them nothing is idempotent. Any
 * number of pods may do it at once; an existing index is never dropped.
 */
@Singleton
public class IndexInitializer {

    // So many looks in a row that see nothing of a build, and it is asked for again.
    private static final int PATIENCE_LOOKS = 3;

    private final AddressLookup address;
    private final Databases databases;
    private final DatabaseConfig config;
    private final ServerPromises promises;
    private final IndexStatus status;
    private final List<RequiredIndexes> required;
    private final OtherIndexes others;
    private final Shards shards;
    private final Sharding sharding;
    private final Semaphore doubts = new Semaphore(0);
    private volatile Thread thread;

    IndexInitializer(AddressLookup address, Databases databases, DatabaseName name, DatabaseConfig config,
            ServerPromises promises, Shards shards, Sharding sharding, Reconnects reconnects,
            Instance<CollectionIndexes> features, Meters meters) {
        if (config.startRetryFirst().compareTo(config.startRetryMost()) > 0) {
            throw new RefusedSetting("sessions.database.start-retry-first: " + config.startRetryFirst()
                    + " is longer than sessions.database.start-retry-most, " + config.startRetryMost());
        }
        this.address = address;
        this.databases = databases;
        this.config = config;
        this.promises = promises;
        this.shards = shards;
        this.sharding = sharding;
        this.status = new IndexStatus(name.value());
        this.required = features.stream().filter(feature -> !feature.indexes().isEmpty()).map(RequiredIndexes::of)
                .sorted(Comparator.comparing(RequiredIndexes::isAskedForFirst)).toList();
        this.others = new OtherIndexes(databases, patience(), this::lookAgain);
        reconnects.onReconnect(this::lookAgain);
        meters.writesOpen(this::isMade);
    }

    void start(@Observes StartupEvent event) {
        thread = Thread.ofVirtual().name("index-initializer").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** Refuses with {@code unavailable} while the unique indexes do not stand. */
    public void requireMade() {
        status.requireOpen();
    }

    public boolean isMade() {
        return status.isOpen();
    }

    /**
     * Whether all is ready, what is still being made, or what is the matter and how to mend it where it does not mend itself.
     */
    public String trouble() {
        return status.text();
    }

    /** Somebody has seen a sign that an index, a collection or the database was dropped: makes sure soon, in the background. */
    public void lookAgain() {
        doubts.release();
    }

    /** For a write that was refused as the unique index which it names is gone: has it made again. */
    public ProblemException gone() {
        lookAgain();
        return IndexStatus.notOpen();
    }

    private void run() {
        GrowingPause pause = new GrowingPause(config.startRetryFirst(), config.startRetryMost());
        try {
            while (true) {
                boolean well = round();
                // Jitter, so that pods started together do not come back together.
                long millis = (well ? config.indexCheckInterval() : pause.next()).toMillis();
                doubts.tryAcquire(millis + ThreadLocalRandom.current().nextLong(millis / 2 + 1), TimeUnit.MILLISECONDS);
                doubts.drainPermits();
                if (well) {
                    pause.reset();
                }
            }
        } catch (InterruptedException e) {
            others.giveUp();
        }
    }

    /** Whether there is nothing to be done soon. */
    private boolean round() throws InterruptedException {
        try {
            look();
            return true;
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) { // the driver's assertions throw errors, and whoever waits here is not to wait for ever
            if (!Thread.currentThread().isInterrupted()) {
                status.failed(e);
            }
            return false;
        }
    }

    /** What cannot be looked at, as the database is away, may well stand: that closes nothing. */
    private void look() throws Throwable {
        address.lookUp();
        shards.look();
        promises.broken(required.stream().map(RequiredIndexes::collection).toList()).ifPresent(this::refuse);
        shard();
        Map<RequiredIndexes, IndexListing> listings = listings();
        if (!status.isOpen() || !isUniqueStanding(listings)) {
            if (status.isOpen()) {
                status.close("The unique indexes are gone, and are being made anew.");
            }
            for (RequiredIndexes each : required) {
                makeUnique(each);
            }
            listings = listings();
            if (!isUniqueStanding(listings)) {
                throw new MongoException("Unique indexes that were made are gone");
            }
        }
        status.open();
        status.tell(
                listings.entrySet().stream().flatMap(each -> others.make(each.getKey(), each.getValue()).stream()).toList());
    }

    private void refuse(String sentence) {
        status.close(sentence);
        throw new IndexTrouble.NeedsHand(sentence);
    }

    private Map<RequiredIndexes, IndexListing> listings() {
        Map<RequiredIndexes, IndexListing> listings = new LinkedHashMap<>();
        for (RequiredIndexes each : required) {
            IndexListing listing = IndexListing.of(databases.own(), each.collection());
            Optional<String> conflict = each.conflict(listing);
            conflict.ifPresent(this::refuse);
            listings.put(each, listing);
        }
        return listings;
    }

    private Duration patience() {
        return config.indexCheckInterval().multipliedBy(PATIENCE_LOOKS);
    }

    private static boolean isUniqueStanding(Map<RequiredIndexes, IndexListing> listings) {
        return listings.entrySet().stream().allMatch(each -> each.getKey().isUniqueStanding(each.getValue()));
    }

    /** Each by the index of its key, which the server makes by itself only where there is nothing yet. */
    private void shard() throws Throwable {
        sharding.conflict().ifPresent(this::refuse);
        for (RequiredIndex key : sharding.missing()) {
            make(key.collection(), List.of(key));
            sharding.shard(key).ifPresent(this::refuse);
        }
    }

    /** Also those that stand: the answer tells that a majority has them, which a listing does not. */
    private void makeUnique(RequiredIndexes each) throws Throwable {
        if (!each.unique().isEmpty()) {
            make(each.collection(), each.unique());
        }
    }

    private void make(String collection, List<RequiredIndex> indexes) throws Throwable {
        IndexBuild build = new IndexBuild(databases, patience(), collection, indexes, () -> {
        });
        try {
            while (!build.isDoneWithin(config.indexCheckInterval())) {
                status.progress(build.look());
            }
            build.result();
        } finally {
            build.giveUp();
        }
    }
}
