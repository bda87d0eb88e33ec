package io.conversation.database;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;

import io.conversation.telemetry.Traces;
import io.quarkus.mongodb.runtime.MongoClientCustomizer;
import io.quarkus.runtime.StartupEvent;

/**
 * What the service promises needs journaled majority writes, reads from the primary and a deadline on each operation, so it
 * sets them; whoever writes one of them into the connection string, or sets a part of {@code quarkus.mongodb.write-concern},
 * has decided about that one.
 */
@Singleton
public class DatabaseClient implements MongoClientCustomizer {

    private static final Logger LOG = Logger.getLogger(DatabaseClient.class);
    private static final Duration CHECK_AGAIN = Duration.ofMillis(50);

    private final DatabaseConfig config;
    private final DatabaseAddress address;
    private final AddressLookup lookup;
    private final Reconnects reconnects;
    private final Traces traces;

    DatabaseClient(DatabaseConfig config, DatabaseAddress address, AddressLookup lookup, Reconnects reconnects,
            Traces traces) {
        this.config = config;
        this.address = address;
        this.lookup = lookup;
        this.reconnects = reconnects;
        this.traces = traces;
    }

    @Override
    public MongoClientSettings.Builder customize(MongoClientSettings.Builder settings) {
        WriteConcern frameworks = settings.build().getWriteConcern();
        if (traces.isOn()) {
            settings.addCommandListener(new CommandSpans(traces));
        }
        if (address.isLookedUp() && !lookup.apply(settings)) {
            return settings;
        }
        ConnectionString connection = address.connectionString();
        if (address.isProvided()) {
            settings.applyToClusterSettings(cluster -> cluster.applyConnectionString(connection));
        }
        WriteConcern durability = Durability.of(connection.getWriteConcern(), frameworks);
        Durability.risk(durability).ifPresent(risk -> LOG.warnf("Acknowledged writes may be lost, as the connection string "
                + "or a setting asks for %s. Without it they are journaled on a majority.", risk));
        settings.writeConcern(durability);
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
