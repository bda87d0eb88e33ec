package io.conversation.database;

import java.nio.file.Path;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.conversation.embedded.EmbeddedDatabase;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.LaunchMode;

/**
 * Starts the embedded database, once, where dev mode or a test has been given no other. Nothing else of the service knows that
 * one.
 */
@Singleton
@IfBuildProfile(anyOf = { "dev", "test" })
class EmbeddedDatabaseLifecycle implements ProvidedDatabase {

    private static final Logger LOG = Logger.getLogger(EmbeddedDatabaseLifecycle.class);

    private final String file;
    private EmbeddedDatabase database;

    EmbeddedDatabaseLifecycle(DatabaseConfig config) {
        this.file = config.embeddedFile();
    }

    @Override
    public synchronized String connectionString() {
        if (database == null) {
            boolean onDisk = LaunchMode.current() == LaunchMode.DEVELOPMENT;
            database = onDisk ? EmbeddedDatabase.onDisk(Path.of(file)) : EmbeddedDatabase.inMemory();
            LOG.infof("Database: embedded, %s, at %s", onDisk ? "kept in " + file : "in memory",
                    database.connectionString());
        }
        return database.connectionString();
    }

    @PreDestroy
    synchronized void stop() {
        if (database != null) {
            database.close();
            database = null;
        }
    }
}
