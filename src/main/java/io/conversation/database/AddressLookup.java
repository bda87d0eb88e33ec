package io.conversation.database;

import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoConfigurationException;
import com.mongodb.client.MongoClient;
import com.mongodb.connection.ClusterSettings;

import io.quarkus.mongodb.reactive.ReactiveMongoClient;
import io.quarkus.mongodb.runtime.MongoClients;

/**
 * Asks DNS for a {@code mongodb+srv} address, again and again if need be. The framework makes its clients when it starts, once,
 * and ends if it cannot: without an answer it gets one that goes nowhere, and with the answer they are made anew.
 */
@Singleton
class AddressLookup {

    private static final Logger LOG = Logger.getLogger(AddressLookup.class);

    private final DatabaseAddress address;
    private final Instance<MongoClients> clients;
    private final Instance<MongoClient> client;
    private final Instance<ReactiveMongoClient> reactiveClient;
    private boolean asked;

    AddressLookup(DatabaseAddress address, Instance<MongoClients> clients, Instance<MongoClient> client,
            Instance<ReactiveMongoClient> reactiveClient) {
        this.address = address;
        this.clients = clients;
        this.client = client;
        this.reactiveClient = reactiveClient;
    }

    /** Whether the settings are those of the database; only the first call asks DNS, which may take seconds. */
    synchronized boolean apply(MongoClientSettings.Builder settings) {
        try {
            if (!asked) {
                asked = true;
                address.lookUp();
            }
        } catch (MongoConfigurationException e) {
            LOG.warnf("DNS has not told where the database is, the service goes on asking: %s", e.getMessage());
        }
        if (address.isKnown()) {
            settings.applyToClusterSettings(AddressLookup::forgetPlaceholder).applyConnectionString(address.connectionString());
        } else {
            goNowhere(settings);
        }
        return address.isKnown();
    }

    /** A server's name is taken beside none that is looked up, not even to replace it. */
    private static void forgetPlaceholder(ClusterSettings.Builder cluster) {
        ClusterSettings set = cluster.build();
        cluster.applySettings(ClusterSettings.builder()
                .serverSelectionTimeout(set.getServerSelectionTimeout(TimeUnit.MILLISECONDS), TimeUnit.MILLISECONDS)
                .localThreshold(set.getLocalThreshold(TimeUnit.MILLISECONDS), TimeUnit.MILLISECONDS).build());
    }

    /** Whoever uses it is told at once that there is no server. */
    private static void goNowhere(MongoClientSettings.Builder settings) {
        settings.applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(1, TimeUnit.MILLISECONDS))
                .inetAddressResolver(host -> {
                    throw new UnknownHostException("DNS has not told where the database is");
                });
    }

    /** Asks DNS again, if it has not answered yet. */
    void lookUp() {
        if (!address.isKnown()) {
            address.lookUp();
            // In this order: those that are held would else be given out again.
            forget(clients);
            forget(client);
            forget(reactiveClient);
        }
    }

    private static void forget(Instance<?> bean) {
        var handle = bean.getHandle();
        handle.get(); // without it there is nothing that could be destroyed
        handle.destroy();
    }
}
