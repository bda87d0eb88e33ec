package io.conversation.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.MongoServer;

/**
 * A database for dev mode and tests that speaks MongoDB's protocol on the loopback interface, in memory or kept in one file.
 * A write that was answered is in the file: it survives the end of the process, in whatever way that comes.
 */
public final class EmbeddedDatabase implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int CACHE_MEGABYTES = 64;

    private final MongoServer server;
    private final String connectionString;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedDatabase(MVStore store, int port) {
        this(backend(store), port);
    }

    EmbeddedDatabase(MongoBackend backend, int port) {
        server = new MongoServer(backend);
        try {
            server.bind(new InetSocketAddress(LOOPBACK, port), 1, 0);
        } catch (Exception e) { // netty throws the checked BindException undeclared
            server.shutdownNow();
            throw new IllegalStateException("The embedded database cannot listen on " + LOOPBACK + ":" + port, e);
        }
        connectionString = "mongodb://" + LOOPBACK + ":" + server.getLocalAddress().getPort();
    }

    private static EmbeddedBackend backend(MVStore store) {
        try {
            return new EmbeddedBackend(store);
        } catch (RuntimeException e) {
            store.closeImmediately();
            throw e;
        }
    }

    public static EmbeddedDatabase inMemory() {
        return inMemory(0);
    }

    /** @param port where to listen; 0 for any free one */
    public static EmbeddedDatabase inMemory(int port) {
        return new EmbeddedDatabase(new MVStore.Builder().open(), port);
    }

    public static EmbeddedDatabase onDisk(Path file) {
        return onDisk(file, 0);
    }

    /**
     * Makes the file, and the directories above it, where they are missing.
     *
     * @param port where to listen; 0 for any free one
     * @throws IllegalStateException if another process has the file open, or it is damaged; the message says what to do
     */
    public static EmbeddedDatabase onDisk(Path file, int port) {
        Path place = file.toAbsolutePath();
        try {
            Files.createDirectories(place.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException("The directory of the embedded database cannot be made: " + place.getParent(), e);
        }
        return new EmbeddedDatabase(open(place), port);
    }

    private static MVStore open(Path file) {
        try {
            // Neither by time nor by size may the store commit on its own: that would save half of a command.
            MVStore store = new MVStore.Builder().fileName(file.toString()).autoCommitDisabled().autoCommitBufferSize(0)
                    .cacheSize(CACHE_MEGABYTES).open();
            // Space is kept from reuse against a loss of power only, and the file would grow with every command.
            store.setRetentionTime(0);
            return store;
        } catch (MVStoreException e) {
            String remedy = e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED
                    ? "is in use by another process. Stop that process, or choose another file."
                    : "cannot be read. Restore it from a copy, or remove it to begin with an empty database.";
            throw new IllegalStateException("The embedded database " + file + " " + remedy, e);
        }
    }

    public String connectionString() {
        return connectionString;
    }

    /** Ends the connections and, on disk, frees the file. Calling it again has no effect. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            server.shutdownNow();
        }
    }
}
