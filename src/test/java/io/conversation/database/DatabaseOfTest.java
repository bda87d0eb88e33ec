package io.conversation.database;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

/** What the service's own looks at a database need, without the service. */
final class DatabaseOfTest implements AutoCloseable {

    static final String NAME = "looked-at";

    final MongoClient client;
    final Databases databases;

    DatabaseOfTest(String connectionString) {
        client = MongoClients.create(MongoClientSettings.builder().applyConnectionString(new ConnectionString(connectionString))
                .timeout(5, TimeUnit.SECONDS).build());
        DatabaseConfig config = new SmallRyeConfigBuilder().addDiscoveredConverters().addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(Map.of("sessions.database.timeout", "3s"), "test", 100))
                .withMapping(DatabaseConfig.class).withValidateUnknown(false).build().getConfigMapping(DatabaseConfig.class);
        databases = new Databases(client, new DatabaseName(NAME), config);
    }

    static final List<String> COLLECTIONS = List.of("sessions", "events");

    @Override
    public void close() {
        client.close();
    }
}
