package io.conversation.database;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.event.Observes;
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

    private final boolean writeConcernConfigured;
    private final DatabaseConfig config;
    private final DatabaseAddress address;
    private final AddressLookup lookup;
    private final Reconnects reconnects;

    DatabaseClient(@ConfigProperty(name = "quarkus.mongodb.write-concern.w") Optional<String> writeConcern,
            DatabaseConfig config, DatabaseAddress address, AddressLookup lookup, Reconnects reconnects) {
        this.writeConcernConfigured = writeConcern.isPresent();
        this.config = config;
        this.address = address;
        this.lookup = lookup;
        this.reconnects = reconnects;
    }

    @Override
    public MongoClientSettings.Builder customize(MongoClientSettings.Builder settings) {
        if (address.isLookedUp() && !lookup.apply(settings)) {
            return settings;
        }
        ConnectionString connection = address.connectionString();
        if (address.isProvided()) {
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
                server -> server.minHeartbeatFrequency(CHECK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)
                        .addServerListener(reconnects));
        return settings;
    }

    /** Says which database it is, without a password; an embedded one says so itself. */
    void tell(@Observes StartupEvent event) {
        if (!address.isProvided()) {
            LOG.infof("Database: MongoDB at %s", address.hosts());
        }
    }
}
