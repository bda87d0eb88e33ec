package io.conversation.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** From the start of the process to the first answered request, and the memory after a minute of load. */
final class Footprint {

    /** As in the image, in a container of 256 MB. */
    private static final List<String> POD = List.of(System.getProperty("bench.podFlags",
            "-XX:MaxRAM=256m -XX:MaxRAMPercentage=35 -XX:MinRAMPercentage=35 -XX:+UseSerialGC -XX:TrimNativeHeapInterval=10000")
            .split(" "));

    private static final Path CACHE = Service.RUNNER.resolveSibling("app.aot");
    private static final int LOAD_TURNS = 5;
    private static final Duration LOAD_TURN = Duration.ofMillis(Long.getLong("bench.loadMillis", 60_000) / (2 * LOAD_TURNS));

    private Footprint() {
    }

    static List<String> start(Database database, boolean throughProxy) throws Exception {
        String name = Database.freshName();
        Rounds rounds = new Rounds("ms").add("start without a cache",
                () -> firstAnswer(database.address(throughProxy), name, POD));
        if (Files.exists(CACHE)) {
            List<String> cached = new ArrayList<>(POD);
            cached.add("-XX:AOTCache=" + CACHE.getFileName());
            rounds.add("start with the cache", () -> firstAnswer(database.address(throughProxy), name, cached)).run()
                    .ratio("with : without", "start with the cache", "start without a cache");
        } else {
            rounds.run();
        }
        return rounds.rows();
    }

    /** From before the process exists until it has answered a request that needs the database. */
    private static double firstAnswer(String address, String name, List<String> flags) throws Exception {
        long start = System.nanoTime();
        try (Service service = Service.launch("start", address, name, Map.of(), flags)) {
            while (!service.answers("/sessions")) {
                Thread.sleep(5);
            }
            return (System.nanoTime() - start) / 1e6;
        }
    }

    static List<String> memory(Database database, boolean throughProxy) throws Exception {
        Rounds rounds = new Rounds("MiB").add("resident after load", () -> resident(database.address(throughProxy)));
        return rounds.run().rows();
    }

    private static double resident(String address) throws Exception {
        List<String> flags = new ArrayList<>(POD);
        if (Files.exists(CACHE)) {
            flags.add("-XX:AOTCache=" + CACHE.getFileName());
        }
        try (Service service = Service.launch("memory", address, Database.freshName(), Map.of("MALLOC_ARENA_MAX", "2"),
                flags)) {
            service.awaitReady();
            Appends.createSessions(service, Appends.CLIENTS);
            byte[] page = Traffic.get("/sessions/http-0/events?limit=100");
            for (int i = 0; i < LOAD_TURNS; i++) {
                Appends.append(service, Appends.CLIENTS, Appends.CLIENTS, LOAD_TURN);
                HttpLoad.run(service.port, Appends.CLIENTS, LOAD_TURN, client -> page);
            }
            return service.process.residentMegabytes();
        }
    }
}
