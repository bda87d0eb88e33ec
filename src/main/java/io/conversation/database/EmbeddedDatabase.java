package io.conversation.database;

import java.nio.file.Path;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;

/** A wire-compatible database inside this process, for dev mode and tests. */
final class EmbeddedDatabase implements AutoCloseable {

    private final MongoServer server = new MongoServer(new MemoryBackend());
    private final String connectionString = server.bindAndGetConnectionString();

    static EmbeddedDatabase inMemory() {
        return new EmbeddedDatabase();
    }

    static EmbeddedDatabase onDisk(Path file) {
        return new EmbeddedDatabase();
    }

    String connectionString() {
        return connectionString;
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
