package io.conversation.fault;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.bson.Document;

import com.mongodb.ConnectionString;
import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;

import io.conversation.embedded.PlannedAnswer;
import io.conversation.embedded.PlannedAnswer.CommandError;
import io.conversation.embedded.PlannedAnswer.NothingFound;
import io.conversation.embedded.PlannedAnswer.QuotingError;
import io.conversation.embedded.PlannedAnswer.ReadError;
import io.conversation.embedded.PlannedAnswer.WriteConcernError;
import io.conversation.embedded.PlannedAnswer.WriteErrors;

/**
 * The MongoDB that {@code QUARKUS_MONGODB_CONNECTION_STRING} names: a replica set's primary, or a router, by itself, so that a
 * proxy can stand before it; with failpoints where it was started with {@code enableTestCommands}.
 */
public final class RealServer {

    /** What the service calls itself to a server that it reaches by a proxy; others are not to be hit. */
    static final String APPLICATION = "behind-fault-proxy";
    private static final String FAIL_COMMAND = "failCommand";
    private static final String FAIL_WRITE = "onPrimaryTransactionalWrite";

    private final String connectionString;
    private final boolean router;

    private RealServer(String named) {
        try (MongoClient client = MongoClients.create(named)) {
            Document hello = client.getDatabase("admin").runCommand(new Document("hello", 1));
            router = "isdbgrid".equals(hello.getString("msg"));
            String primary = hello.getString("primary");
            String first = new ConnectionString(named).getHosts().getFirst();
            connectionString = direct(new ConnectionString(named), primary == null ? first : primary);
        }
    }

    public static Optional<RealServer> ifNamed() {
        return Optional.ofNullable(System.getenv("QUARKUS_MONGODB_CONNECTION_STRING")).map(RealServer::new);
    }

    /** Of the one server. */
    public String connectionString() {
        return connectionString;
    }

    /** Whether it is a mongos. */
    public boolean isRouter() {
        return router;
    }

    /** To connect to this one server alone, with the name and the password that are given. */
    static String direct(ConnectionString given, String address) {
        String whole = given.getConnectionString();
        boolean named = given.getCredential() != null;
        return "mongodb://" + (named ? whole.substring(whole.indexOf("://") + 3, whole.indexOf('@') + 1) : "") + address
                + "/?directConnection=true" + (named ? "&authSource=" + given.getCredential().getSource() : "");
    }

    public void drop(String database) {
        try (MongoClient client = MongoClients.create(connectionString)) {
            client.getDatabase(database).drop();
        }
    }

    /** Answers such commands that come through a {@link FaultProxy} so until {@link #answerAsUsual}. */
    public void answer(String command, PlannedAnswer answer) {
        switch (answer) {
            case CommandError error -> failPoint(FAIL_COMMAND, failing(command).append("errorCode", error.code())
                    .append("errorLabels", Arrays.asList(error.labels())));
            case WriteConcernError error -> failPoint(FAIL_COMMAND, failing(command)
                    .append("writeConcernError", new Document("code", error.code()).append("errmsg", "planned by a test"))
                    .append("errorLabels", Arrays.asList(error.labels())));
            case WriteErrors error when error.onlyFirst() -> assumeTrue(false, "No failpoint fails one document alone");
            case QuotingError error -> assumeTrue(false, "No failpoint quotes the command");
            case NothingFound nothing -> assumeTrue(false, "No failpoint hides what is stored");
            case ReadError error -> assumeTrue(false, "No failpoint tells reads apart by their read concern");
            case WriteErrors error -> failPoint(FAIL_WRITE,
                    new Document("closeConnection", false).append("failBeforeCommitExceptionCode", error.code()));
        }
    }

    private static Document failing(String command) {
        return new Document("failCommands", List.of(command)).append("appName", APPLICATION);
    }

    /** Skips the test where the server does not take test commands. */
    private void failPoint(String name, Document data) {
        try (MongoClient client = MongoClients.create(connectionString)) {
            client.getDatabase("admin")
                    .runCommand(new Document("configureFailPoint", name).append("mode", "alwaysOn").append("data", data));
        } catch (MongoCommandException e) {
            assumeTrue(false, "The server takes no failpoints; it would with --setParameter enableTestCommands=1: "
                    + e.getErrorMessage());
        }
    }

    public void answerAsUsual() {
        try (MongoClient client = MongoClients.create(connectionString)) {
            for (String name : List.of(FAIL_COMMAND, FAIL_WRITE)) {
                client.getDatabase("admin").runCommand(new Document("configureFailPoint", name).append("mode", "off"));
            }
        } catch (MongoCommandException e) {
            // One that takes none has none.
        }
    }
}
