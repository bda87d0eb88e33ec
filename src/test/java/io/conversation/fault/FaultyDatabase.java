package io.conversation.fault;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bson.Document;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;

import io.conversation.embedded.EmbeddedDatabase;
import io.quarkus.test.junit.QuarkusTestProfile;

/**
 * A database of its own behind a proxy that is away when the service starts, with deadlines short enough for tests to wait for
 * them: on the server that the environment names, or else an embedded one that is kept on disk.
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
                    "quarkus.mongodb.database", DATABASE, "quarkus.http.read-timeout", "2s",
                    // One source for all that is tested of it here; change streams have tests of their own.
                    "sessions.stream.change-streams", "false",
                    "quarkus.log.category.\"io.smallrye.health\".level", "WARN");
        }
    }

    static final String DATABASE = "faults-" + ProcessHandle.current().pid();

    private final Optional<RealServer> real = RealServer.ifNamed();
    private Path directory;
    private EmbeddedDatabase database;

    @Override
    public Map<String, String> start() {
        if (real.isPresent()) {
            real.get().drop(DATABASE);
        } else {
            startEmbedded();
        }
        // What the driver repeats by itself would hide what becomes of a fault.
        Map<String, String> settings = behindProxy(connectionString(), "&retryWrites=false");
        proxy().away();
        return settings;
    }

    private void startEmbedded() {
        try {
            directory = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "faults");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        database = EmbeddedDatabase.onDisk(file());
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
        return real.map(RealServer::connectionString).orElseGet(() -> database.connectionString());
    }

    /** How many the database holds open for somebody to go on with. */
    long openCursors() {
        try (MongoClient client = MongoClients.create(connectionString())) {
            return client.getDatabase("admin").runCommand(new Document("serverStatus", 1))
                    .getEmbedded(List.of("metrics", "cursor", "open", "total"), Number.class).longValue();
        }
    }

    /** Ends the database and starts it again with what it had, at the same place as the service sees it. */
    void restart() {
        assumeTrue(real.isEmpty(), "A real server is not a test's to restart");
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
        if (real.isPresent()) {
            real.get().drop(DATABASE);
            return;
        }
        database.close();
        try {
            Files.deleteIfExists(file());
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
