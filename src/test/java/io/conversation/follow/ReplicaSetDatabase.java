package io.conversation.follow;

import java.util.List;
import java.util.Map;

import io.conversation.embedded.EmbeddedReplicaSet;
import io.conversation.fault.DatabaseBehindProxy;
import io.quarkus.test.junit.QuarkusTestProfile;

/** A replica set of its own behind a proxy, with deadlines short enough for tests to wait for them. */
public class ReplicaSetDatabase extends DatabaseBehindProxy {

    static final String DATABASE = "changes";
    private static final String REFUSING = "refusing";

    /** Runs the service on it. */
    public static class Profile implements QuarkusTestProfile {

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(ReplicaSetDatabase.class));
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.mongodb.database", DATABASE, "sessions.database.timeout", "2s");
        }
    }

    /** Change streams are refused, as they are to a user without the privilege. */
    public static class RefusingProfile extends Profile {

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(ReplicaSetDatabase.class, Map.of(REFUSING, "true")));
        }
    }

    private final EmbeddedReplicaSet members = new EmbeddedReplicaSet();

    @Override
    public void init(Map<String, String> arguments) {
        if (arguments.containsKey(REFUSING)) {
            members.refuseStreams();
        }
    }

    @Override
    public Map<String, String> start() {
        return behindProxy(members.connectionString());
    }

    EmbeddedReplicaSet members() {
        return members;
    }

    @Override
    public void stop() {
        super.stop();
        members.close();
    }
}
