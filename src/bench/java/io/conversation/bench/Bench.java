package io.conversation.bench;

import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the measurements that are named, all by default, and prints a table of each. */
public final class Bench {

    /** Measures through the proxy or without it, and gives the rows of a table. */
    @FunctionalInterface
    interface Measurement {
        List<String> rows(Database database, boolean throughProxy) throws Exception;
    }

    private static final Map<String, Measurement> MEASUREMENTS = new LinkedHashMap<>();

    static {
        MEASUREMENTS.put("append", Appends::throughput);
        MEASUREMENTS.put("costs", Costs::append);
        MEASUREMENTS.put("sign-in", SignedIn::throughput);
        MEASUREMENTS.put("latency", Appends::latency);
        MEASUREMENTS.put("bulk", Bulk::rows);
        MEASUREMENTS.put("from-kafka", FromKafka::rows);
        MEASUREMENTS.put("to-kafka", ToKafka::rows);
        MEASUREMENTS.put("groups", Appends::groupsInFlight);
        MEASUREMENTS.put("clients", Appends::clients);
        MEASUREMENTS.put("sessions", Growth::sessions);
        MEASUREMENTS.put("events", Growth::events);
        MEASUREMENTS.put("pages", Pages::depth);
        MEASUREMENTS.put("unchanged", Pages::unchanged);
        MEASUREMENTS.put("live", Live::delivery);
        MEASUREMENTS.put("feed", Fed::rows);
        MEASUREMENTS.put("lost-shard", LostShard::appends);
        MEASUREMENTS.put("gatling", Gatling::reports);
        MEASUREMENTS.put("start", Footprint::start);
        MEASUREMENTS.put("memory", Footprint::memory);
    }

    private Bench() {
    }

    public static void main(String[] arguments) throws Exception {
        Logging.warningsOnly();
        List<String> names = arguments.length == 0 || arguments[0].equals("all") ? List.copyOf(MEASUREMENTS.keySet())
                : List.of(arguments[0].split(","));
        for (String name : names) {
            if (!MEASUREMENTS.containsKey(name)) {
                throw new IllegalArgumentException("'" + name + "' is not measured; known are " + MEASUREMENTS.keySet());
            }
        }
        for (String name : names) {
            for (boolean throughProxy : proxies()) {
                try (Database database = Database.start()) {
                    print(name, throughProxy, MEASUREMENTS.get(name).rows(database, throughProxy));
                }
            }
        }
        System.exit(0);
    }

    /** {@code bench.proxy}: with, without, or both; a database of its own already takes the time that a real one takes. */
    private static List<Boolean> proxies() {
        return switch (System.getProperty("bench.proxy", Database.isConfigured() ? "without" : "both")) {
            case "with" -> List.of(true);
            case "without" -> List.of(false);
            default -> List.of(false, true);
        };
    }

    private static void print(String name, boolean throughProxy, List<String> rows) throws Exception {
        if (rows.isEmpty()) {
            return;
        }
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("| " + name + (throughProxy ? ", " + Database.DELAY_MICROS / 1000.0 + " ms added to each command" : "")
                + " | median of " + Rounds.ROUNDS + " | from … to |");
        lines.add("|---|--:|--:|");
        lines.addAll(rows);
        lines.forEach(System.out::println);
        Files.createDirectories(Child.LOGS);
        Files.write(Child.LOGS.resolve("results.md"), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
