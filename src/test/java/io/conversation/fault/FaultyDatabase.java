package io.conversation.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.conversation.embedded.EmbeddedDatabase;
import io.quarkus.test.junit.QuarkusTestProfile;

/**
 * A database of its own, kept on disk, behind a proxy that is away when the service starts; with deadlines short enough for
 * tests to wait for them.
 */
public class FaultyDatabase extends DatabaseBehindProxy {

    /** Runs the service on it. */
    public static class Profile implements QuarkusTestProfile {

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(FaultyDatabase.class));
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("sessions.database.timeout", "1s", "sessions.database.readiness-timeout", "500ms",
                    "sessions.database.start-retry-first", "50ms", "sessions.database.start-retry-most", "200ms",
                    "quarkus.mongodb.database", "faults", "quarkus.http.read-timeout", "2s",
                    "quarkus.log.category.\"io.smallrye.health\".level", "WARN");
        }
    }

    static final String DATABASE = "faults";

    private Path directory;
    private EmbeddedDatabase database;

    @Override
    public Map<String, String> start() {
        try {
            directory = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "faults");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        database = EmbeddedDatabase.onDisk(file());
        Map<String, String> settings = behindProxy(database.connectionString());
        proxy().away();
        return settings;
    }

    /** The service at that address, with the database in reach. */
    Service reachedBy(URI base) throws Exception {
        Service service = new Service(base);
        proxy().forward();
        Waiting.until("the service is ready", service::isReady);
        return service;
    }

    /** Past the proxy. */
    String connectionString() {
        return database.connectionString();
    }

    /** Ends the database and starts it again with what it had, at the same place as the service sees it. */
    void restart() {
        database.close();
        database = EmbeddedDatabase.onDisk(file());
        proxy().database(database.connectionString());
    }

    private Path file() {
        return directory.resolve("database.mv");
    }

    @Override
    public void stop() {
        super.stop();
        database.close();
        try {
            Files.deleteIfExists(file());
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
