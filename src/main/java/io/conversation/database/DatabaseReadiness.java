package io.conversation.database;

import java.util.concurrent.TimeUnit;

import jakarta.inject.Singleton;

import org.bson.Document;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;

/**
 * Ready when the unique indexes stand on a server that enforces them, and the database answers a ping within the probe's own
 * deadline. Others that are missing or being made are told of, but keep nobody from writing and reading.
 */
@Readiness
@Singleton
class DatabaseReadiness implements HealthCheck {

    private final MongoClient client;
    private final DatabaseName name;
    private final DatabaseConfig config;
    private final IndexInitializer indexes;

    DatabaseReadiness(MongoClient client, DatabaseName name, DatabaseConfig config, IndexInitializer indexes) {
        this.client = client;
        this.name = name;
        this.config = config;
        this.indexes = indexes;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("database");
        if (!indexes.isMade()) {
            return response.down().withData("indexes", indexes.trouble()).build();
        }
        try {
            client.getDatabase(name.value()).withTimeout(config.readinessTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    .runCommand(new Document("ping", 1));
            return response.up().withData("indexes", indexes.trouble()).build();
        } catch (MongoException e) {
            return response.down().withData("ping", "no answer within " + config.readinessTimeout().toMillis() + " ms").build();
        }
    }
}
