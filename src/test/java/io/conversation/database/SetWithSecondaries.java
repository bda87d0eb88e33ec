package io.conversation.database;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.conversation.embedded.EmbeddedReplicaSet;
import io.conversation.fault.RealServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTestProfile;

/**
 * A replica set that is read from its secondaries where that is allowed: the one that the environment names, or an embedded
 * one.
 */
public class SetWithSecondaries implements QuarkusTestResourceLifecycleManager {

    static final String DATABASE = "secondaries-" + ProcessHandle.current().pid();
    private static final String NAMED = System.getenv("QUARKUS_MONGODB_CONNECTION_STRING");

    /** Runs the service on it. */
    public static class Profile implements QuarkusTestProfile {

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(SetWithSecondaries.class));
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.mongodb.database", DATABASE, "sessions.database.timeout", "2s",
                    "sessions.read-preference.lists", "secondaryPreferred", "sessions.indexed-metadata", "caller");
        }
    }

    private final Optional<RealServer> real = RealServer.ifNamed();
    private final EmbeddedReplicaSet embedded = real.isPresent() ? null : new EmbeddedReplicaSet();

    @Override
    public Map<String, String> start() {
        real.ifPresent(server -> server.drop(DATABASE));
        return Map.of("quarkus.mongodb.connection-string", real.isPresent() ? NAMED : embedded.connectionStringOfSet());
    }

    @Override
    public void stop() {
        real.ifPresent(server -> server.drop(DATABASE));
        if (embedded != null) {
            embedded.close();
        }
    }
}
