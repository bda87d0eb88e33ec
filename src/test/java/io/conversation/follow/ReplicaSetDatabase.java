package io.conversation.follow;

import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.opentest4j.TestAbortedException;

import io.conversation.embedded.EmbeddedReplicaSet;
import io.conversation.embedded.PlannedAnswer;
import io.conversation.embedded.PlannedAnswer.CommandError;
import io.conversation.embedded.PlannedAnswer.WriteErrors;
import io.conversation.fault.DatabaseBehindProxy;
import io.conversation.fault.RealServer;
import io.quarkus.test.junit.QuarkusTestProfile;

/**
 * A replica set behind a proxy, with deadlines short enough for tests to wait for them: the one that the environment names, in
 * a database of its own, or else an embedded one.
 */
public class ReplicaSetDatabase extends DatabaseBehindProxy {

    public static final String DATABASE = "changes-" + ProcessHandle.current().pid();
    /** How long a mongos waits for an idle shard at the most. */
    static final Duration IDLE_SHARD = Duration.ofSeconds(10);
    private static final String REFUSING = "refusing";
    private static final String ROUTER = "router";
    private static final int UNAUTHORIZED = 13;

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

    /** It says that it is a mongos, with change streams as late as there; reads that may go elsewhere do. */
    public static class RouterProfile extends Profile {

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(ReplicaSetDatabase.class, Map.of(ROUTER, "true")));
        }
    }

    private final Optional<RealServer> real = RealServer.ifNamed();
    private final Optional<EmbeddedReplicaSet> embedded = real.isPresent() ? Optional.empty()
            : Optional.of(new EmbeddedReplicaSet());
    private TestAbortedException cannotRefuse;
    private String options = "";

    @Override
    public void init(Map<String, String> arguments) {
        if (arguments.containsKey(REFUSING)) {
            embedded.ifPresent(EmbeddedReplicaSet::refuseStreams);
            try {
                real.ifPresent(server -> server.answer("aggregate", new CommandError(UNAUTHORIZED)));
            } catch (TestAbortedException e) {
                cannotRefuse = e;
            }
        }
        if (arguments.containsKey(ROUTER)) {
            embedded.ifPresent(members -> {
                members.actAsRouter(true);
                members.holdChanges(IDLE_SHARD);
            });
            options = "&readPreference=secondaryPreferred";
        }
    }

    /** Skips the test on a server that cannot be made to refuse. */
    void assumeRefusing() {
        if (cannotRefuse != null) {
            throw cannotRefuse;
        }
    }

    /** Skips the test on a real server that is no mongos. */
    void assumeRouter() {
        assumeTrue(real.map(RealServer::isRouter).orElse(true), "The server is no mongos, and cannot play one");
    }

    /** Skips the test on a real mongos, which is polled. */
    void assumeChangeStreams() {
        assumeFalse(real.map(RealServer::isRouter).orElse(false), "The server is a mongos, which is polled");
    }

    @Override
    public Map<String, String> start() {
        real.ifPresent(server -> server.drop(DATABASE));
        return behindProxy(connectionString(), options);
    }

    /** Past the proxy. */
    public String connectionString() {
        return real.map(RealServer::connectionString)
                .orElseGet(() -> embedded.orElseThrow().connectionString() + "/?directConnection=true");
    }

    /** Answers such commands on the collection so from now on, until {@link #answerAsUsual}. */
    public void answer(String command, String collection, PlannedAnswer answer) {
        real.ifPresent(server -> server.answer(command, answer));
        embedded.ifPresent(members -> members.answer(command, collection, answer));
    }

    /** Whether that answer is given to that command alone: the failpoint of a real server's write errors fails each write. */
    public boolean failsNothingElse(PlannedAnswer answer) {
        return embedded.isPresent() || !(answer instanceof WriteErrors);
    }

    public void answerAsUsual() {
        real.ifPresent(RealServer::answerAsUsual);
        embedded.ifPresent(EmbeddedReplicaSet::answerAsUsual);
    }

    /** How many change streams have been opened or resumed so far. */
    long streamsOpened() {
        return proxy().seen("aggregate");
    }

    /** Ends the connection in the place of an answer that has changes to tell; they are told again to who resumes. */
    void loseNextChanges() {
        real.ifPresent(server -> proxy().loseAnswerOfNext("getMore", 1));
        embedded.ifPresent(EmbeddedReplicaSet::loseNextChanges);
    }

    /** For what no test can bring about on a real one. */
    public EmbeddedReplicaSet members() {
        assumeTrue(embedded.isPresent(), "The history of a real replica set is not a test's to lose");
        return embedded.orElseThrow();
    }

    @Override
    public void stop() {
        super.stop();
        embedded.ifPresent(EmbeddedReplicaSet::close);
        real.ifPresent(server -> {
            server.answerAsUsual();
            server.drop(DATABASE);
        });
    }
}
