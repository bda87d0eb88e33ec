package io.conversation.bench;

import java.io.OutputStream;
import java.time.Duration;

import io.conversation.database.EmbeddedDatabase;
import io.conversation.database.EmbeddedReplicaSet;
import io.conversation.fault.FaultProxy;

/**
 * The database of a measurement, in a process of its own: the embedded one in memory, or the one that is configured; and before
 * it the proxy that adds a delay to each command. Prints the addresses and ends with its standard input.
 */
public final class DatabaseProcess {

    private DatabaseProcess() {
    }

    /** @param arguments the connection string, empty for the embedded database; and the delay in microseconds */
    public static void main(String[] arguments) throws Exception {
        Logging.warningsOnly();
        EmbeddedDatabase embedded = arguments[0].isEmpty() ? EmbeddedDatabase.inMemory() : null;
        String connection = embedded == null ? arguments[0] : embedded.connectionString();
        FaultProxy proxy = new FaultProxy(connection);
        proxy.delay(Duration.ofNanos(Long.parseLong(arguments[1]) * 1000));
        String replicaSet = embedded == null ? connection : new EmbeddedReplicaSet().connectionString();
        System.out.println("READY " + connection + " " + proxy.connectionString() + " " + replicaSet);
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }
}
