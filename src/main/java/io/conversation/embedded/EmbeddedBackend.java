package io.conversation.embedded;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import org.h2.mvstore.MVStore;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.ServerVersion;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;

/**
 * Runs commands for the {@link EmbeddedDatabase}. Those that may write run one at a time, and each is committed to the store
 * as a whole before it is answered; those that only read run beside each other, never beside a write.
 */
class EmbeddedBackend extends AbstractMongoBackend {

    private static final Set<String> READS = Set.of("buildinfo", "count", "distinct", "find", "getmore",
            "getparameter", "hello", "ismaster", "killcursors", "listcollections", "listindexes", "ping");
    private static final int FIRST_BATCH = 101;
    private static final String FEATURES = "featureCompatibilityVersion";

    /** What it stands for to whoever asks; the protocol it speaks is as old as its foundation's. */
    private enum Version implements MongoVersion {

        ENFORCING_UNIQUE_INDEXES;

        @Override
        public List<Integer> getVersionArray() {
            return List.of(5, 0, 2);
        }

        @Override
        public int getWireVersion() {
            return ServerVersion.MONGO_5_0.getWireVersion();
        }
    }

    private final MVStore store;
    private final ReadWriteLock lock = new ReentrantReadWriteLock(true);

    EmbeddedBackend(MVStore store) {
        this.store = store;
        version(Version.ENFORCING_UNIQUE_INDEXES);
        store.getMapNames().stream().map(Utils::firstFragment).distinct().forEach(this::resolveDatabase);
        store.commit();
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String name) {
        return new EmbeddedCatalog(name, store, getCursorRegistry());
    }

    @Override
    public Document handleCommand(Channel channel, String database, String command, Document query) {
        return READS.contains(command.toLowerCase(Locale.ROOT)) ? read(channel, database, command, query)
                : write(channel, database, command, query);
    }

    private Document read(Channel channel, String database, String command, Document query) {
        if (command.equals("hello")) {
            return read(channel, database, "ismaster", query).append("isWritablePrimary", true);
        }
        if (command.equals("getParameter") && query.containsKey(FEATURES)) {
            return new Document(FEATURES, new Document("version", "5.0")).append("ok", 1.0);
        }
        if (command.equals("find") && !Utils.isTrue(query.get("singleBatch"))) {
            query.putIfAbsent("batchSize", FIRST_BATCH);
        } else if (command.equals("getMore")) {
            query.putIfAbsent("batchSize", Integer.MAX_VALUE);
        }
        lock.readLock().lock();
        try {
            return super.handleCommand(channel, database, command, query);
        } finally {
            lock.readLock().unlock();
        }
    }

    private Document write(Channel channel, String database, String command, Document query) {
        lock.writeLock().lock();
        try {
            return super.handleCommand(channel, database, command, query);
        } finally {
            try {
                // A command that failed may have written before it did.
                store.commit();
            } finally {
                lock.writeLock().unlock();
            }
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            super.close();
            store.close();
        } finally {
            lock.writeLock().unlock();
        }
    }
}
