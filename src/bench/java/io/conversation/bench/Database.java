package io.conversation.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Where the database of a measurement is: directly, through the proxy that adds a delay to each command, as a replica set. */
record Database(String direct, String delayed, String replicaSet, Child process) implements AutoCloseable {

    static final long DELAY_MICROS = Long.getLong("bench.delayMicros", 1000);
    private static final String KEPT = System.getProperty("bench.database", "disk");

    private static String configured() {
        return System.getenv().getOrDefault("QUARKUS_MONGODB_CONNECTION_STRING", "");
    }

    /** Whether it is a server that somebody else has started, and not the embedded one. */
    static boolean isConfigured() {
        return !configured().isEmpty();
    }

    static Database start() throws IOException {
        Child process = Child.start("database", true, Path.of("."), Map.of(),
                List.of("-Xmx4g", "-XX:+UseParallelGC", Logging.MANAGER, "-cp",
                        System.getProperty("java.class.path"), DatabaseProcess.class.getName(), configured(),
                        Long.toString(DELAY_MICROS), KEPT));
        String[] addresses = process.awaitLine("READY").split(" ");
        return new Database(addresses[0], addresses[1], addresses[2], process);
    }

    /** Each measurement has a database of its own, so that it starts empty. */
    static String freshName() {
        return "bench-" + Long.toString(System.currentTimeMillis(), 36);
    }

    String address(boolean throughProxy) {
        return throughProxy ? delayed : direct;
    }

    @Override
    public void close() throws IOException {
        process.close();
        Files.deleteIfExists(DatabaseProcess.FILE);
    }
}
