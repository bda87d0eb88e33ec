package io.conversation.database;

import java.util.List;
import java.util.Map;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;

import io.conversation.embedded.ScriptedDatabase;
import io.conversation.fault.DatabaseBehindProxy;
import io.quarkus.test.junit.QuarkusTestProfile;

/** A database that plays others, behind a proxy, for a service that looks at it many times a second. */
public class LookedAtDatabase extends DatabaseBehindProxy {

    private static final String NAME = "looked-at";

    /** Runs the service on it. */
    public static class Profile implements QuarkusTestProfile {

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(LookedAtDatabase.class));
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.mongodb.database", NAME, "sessions.database.timeout", "2s",
                    "sessions.database.index-check-interval", "100ms", "sessions.database.start-retry-first", "20ms",
                    "sessions.database.start-retry-most", "100ms",
                    "quarkus.log.category.\"io.smallrye.health\".level", "WARN");
        }
    }

    private final ScriptedDatabase server = new ScriptedDatabase();
    private MongoClient client;

    @Override
    public Map<String, String> start() {
        client = MongoClients.create(server.connectionString());
        return behindProxy(server.connectionString());
    }

    ScriptedDatabase server() {
        return server;
    }

    /** Past the service. */
    MongoDatabase direct() {
        return client.getDatabase(NAME);
    }

    @Override
    public void stop() {
        super.stop();
        if (client != null) {
            client.close();
        }
        server.close();
    }
}
