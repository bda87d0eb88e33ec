package io.conversation.database;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;

import io.quarkus.mongodb.runtime.MongoClientCustomizer;
import io.quarkus.runtime.StartupEvent;

/**
 * What the service promises needs journaled majority writes, reads from the primary and a deadline on each operation, so it
 * sets them; whoever writes one of them into the connection string, or sets {@code quarkus.mongodb.write-concern.w}, has
 * decided.
 */
@Singleton
public class DatabaseClient implements MongoClientCustomizer {

    private static final Logger LOG = Logger.getLogger(DatabaseClient.class);
    private static final Duration CHECK_AGAIN = Duration.ofMillis(50);

    private final Optional<String> configured;
    private final boolean writeConcernConfigured;
    private final DatabaseConfig config;
    private final Instance<ProvidedDatabase> embedded;

    DatabaseClient(@ConfigProperty(name = "quarkus.mongodb.connection-string") Optional<String> configured,
            @ConfigProperty(name = "quarkus.mongodb.write-concern.w") Optional<String> writeConcern,
            DatabaseConfig config, Instance<ProvidedDatabase> embedded) {
        this.configured = configured;
        this.writeConcernConfigured = writeConcern.isPresent();
        this.config = config;
        this.embedded = embedded;
    }

    @Override
    public MongoClientSettings.Builder customize(MongoClientSettings.Builder settings) {
        ConnectionString connection = new ConnectionString(connectionString());
        if (configured.isEmpty() && embedded.isResolvable()) {
            settings.applyToClusterSettings(cluster -> cluster.applyConnectionString(connection));
        }
        settings.writeConcern(connection.getWriteConcern() != null ? connection.getWriteConcern()
                : writeConcernConfigured ? settings.build().getWriteConcern()
                        : WriteConcern.MAJORITY.withJournal(true));
        settings.retryWrites(connection.getRetryWritesValue() == null || connection.getRetryWritesValue());
        if (connection.getReadPreference() == null) {
            settings.readPreference(ReadPreference.primary());
        }
        if (connection.getTimeout() == null) {
            settings.timeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
        }
        // After a cut connection the driver sends nothing until it has checked the server: half a second is its least pause.
        settings.applyToServerSettings(
                server -> server.minHeartbeatFrequency(CHECK_AGAIN.toMillis(), TimeUnit.MILLISECONDS));
        return settings;
    }

    /** Says which database it is, without a password; an embedded one says so itself. */
    void tell(@Observes StartupEvent event) {
        if (configured.isPresent() || !embedded.isResolvable()) {
            LOG.infof("Database: MongoDB at %s", String.join(", ", new ConnectionString(connectionString()).getHosts()));
        }
    }

    private String connectionString() {
        return configured.orElseGet(() -> embedded.isResolvable() ? embedded.get().connectionString()
                : "mongodb://127.0.0.1:27017");
    }
}
