package io.conversation.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.conversation.embedded.EmbeddedDatabase;
import io.conversation.embedded.EmbeddedReplicaSet;
import io.conversation.fault.FaultProxy;

/**
 * The database of a measurement, in a process of its own: the embedded one, or the one that is configured; and before
 * it the proxy that adds a delay to each command. Prints the addresses and ends with its standard input.
 */
public final class DatabaseProcess {

    static final Path FILE = Child.LOGS.resolve("database.mv");

    private DatabaseProcess() {
    }

    /** @param arguments the connection string, empty for the embedded database; the delay in microseconds; memory or disk */
    public static void main(String[] arguments) throws Exception {
        Logging.warningsOnly();
        EmbeddedDatabase embedded = arguments[0].isEmpty() ? embedded(arguments[2]) : null;
        String connection = embedded == null ? arguments[0] : embedded.connectionString();
        FaultProxy proxy = new FaultProxy(connection);
        proxy.delay(Duration.ofNanos(Long.parseLong(arguments[1]) * 1000));
        String replicaSet = embedded == null ? connection : new EmbeddedReplicaSet().connectionString();
        System.out.println("READY " + connection + " " + proxy.connectionString() + " " + replicaSet);
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }

    private static EmbeddedDatabase embedded(String kept) throws IOException {
        if (kept.equals("memory")) {
            return EmbeddedDatabase.inMemory();
        }
        Files.deleteIfExists(FILE);
        return EmbeddedDatabase.onDisk(FILE);
    }
}
