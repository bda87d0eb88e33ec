package io.conversation.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

import org.bson.Document;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;

/**
 * Single appends behind a mongos while one shard is lost and comes back, second by second, apart for sessions of that shard and
 * of others. The commands that stop and start it, and its name, are in the environment; without them nothing is measured.
 */
final class LostShard {

    private static final Optional<String> STOP = Optional.ofNullable(System.getenv("BENCH_SHARD_STOP"));
    private static final String START = System.getenv("BENCH_SHARD_START");
    private static final String NAME = System.getenv("BENCH_SHARD");
    private static final int CLIENTS = Integer.getInteger("bench.shardClients", 32);
    private static final int SESSIONS = 16 * CLIENTS;
    private static final int BEFORE = 10;
    private static final int LOST = 30;
    private static final int BACK = 20;
    private static final int SECONDS = BEFORE + LOST + BACK;
    private static final int PAUSE_AFTER_REFUSAL_MILLIS = 100;

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicLong number = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Service service;
    private long begun;

    /** What was answered in each second. */
    private record Answers(AtomicIntegerArray stored, AtomicIntegerArray refused) {

        Answers() {
            this(new AtomicIntegerArray(SECONDS), new AtomicIntegerArray(SECONDS));
        }
    }

    private LostShard(Service service) {
        this.service = service;
    }

    static List<String> appends(Database database, boolean throughProxy) throws Exception {
        if (STOP.isEmpty() || throughProxy) {
            return List.of();
        }
        String address = System.getenv("QUARKUS_MONGODB_CONNECTION_STRING");
        String name = Database.freshName();
        try (MongoClient mongos = MongoClients.create(address)) {
            for (String collection : List.of("sessions", "events")) {
                mongos.getDatabase("admin").runCommand(new Document("enableSharding", name));
                mongos.getDatabase("admin").runCommand(new Document("shardCollection", name + "." + collection)
                        .append("key", new Document("sessionId", "hashed")));
            }
            try (Service service = Service.start("lost-shard", address, name, Map.of())) {
                return new LostShard(service).measure(mongos, name);
            } finally {
                mongos.getDatabase(name).drop();
            }
        }
    }

    private List<String> measure(MongoClient mongos, String name) throws Exception {
        List<String> others = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        while (others.size() < SESSIONS || lost.size() < SESSIONS) {
            String session = "s-" + number.incrementAndGet();
            List<String> side = isOnLostShard(mongos, name, session) ? lost : others;
            if (side.size() < SESSIONS) {
                service.post("/sessions", Traffic.JSON, Traffic.session(session));
                side.add(session);
            }
        }
        Answers othersAnswers = new Answers();
        Answers lostAnswers = new Answers();
        begun = System.nanoTime() + Appends.WARM_UP.toNanos();
        load(others, othersAnswers);
        load(lost, lostAnswers);
        Thread.sleep(Appends.WARM_UP.plusSeconds(BEFORE));
        run(STOP.orElseThrow());
        Thread.sleep(Duration.ofSeconds(LOST));
        run(START);
        Thread.sleep(Duration.ofSeconds(BACK));
        over.set(true);
        List<String> rows = new ArrayList<>();
        rows(rows, "sessions of other shards", othersAnswers);
        rows(rows, "sessions of the lost shard", lostAnswers);
        return rows;
    }

    private static boolean isOnLostShard(MongoClient mongos, String name, String session) {
        Document plan = mongos.getDatabase(name).runCommand(new Document("explain",
                new Document("find", "events").append("filter", new Document("sessionId", session)))
                .append("verbosity", "queryPlanner"));
        return plan.toJson().contains("\"shardName\": \"" + NAME + "\"");
    }

    private static void run(String command) throws Exception {
        int code = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        if (code != 0) {
            throw new IllegalStateException(command + " ends with " + code);
        }
    }

    private void load(List<String> sessions, Answers answers) {
        for (int client = 0; client < CLIENTS; client++) {
            int first = client;
            Thread.ofVirtual().start(() -> {
                for (int turn = 0; !over.get(); turn++) {
                    append(sessions.get((first + turn * CLIENTS) % sessions.size()), answers);
                }
            });
        }
    }

    private void append(String session, Answers answers) {
        long event = number.incrementAndGet();
        try {
            int status = http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port + "/sessions/" + session
                    + "/events")).header("Content-Type", Traffic.JSON)
                    .POST(HttpRequest.BodyPublishers.ofString(Traffic.event("e" + event, event))).build(),
                    BodyHandlers.discarding()).statusCode();
            int second = (int) Math.floorDiv(System.nanoTime() - begun, 1_000_000_000L);
            if (second >= 0 && second < SECONDS) {
                (status / 100 == 2 ? answers.stored : answers.refused).incrementAndGet(second);
            }
            if (status / 100 != 2) {
                Thread.sleep(PAUSE_AFTER_REFUSAL_MILLIS);
            }
        } catch (Exception e) {
            over.set(true);
            throw new IllegalStateException(e);
        }
    }

    private static void rows(List<String> rows, String whose, Answers answers) {
        // The first deadline apart: within it the service finds out.
        int[] bounds = { 0, BEFORE, BEFORE + 6, BEFORE + LOST, SECONDS };
        String[] phases = { "before", "the first 6 s without it", "without it", "after it is back" };
        for (int i = 0; i < phases.length; i++) {
            rows.add(row(whose + ", " + phases[i] + ", stored", answers.stored, bounds[i], bounds[i + 1]));
            rows.add(row(whose + ", " + phases[i] + ", refused", answers.refused, bounds[i], bounds[i + 1]));
        }
        rows.add("| by the second: " + answers.stored + " | | |");
    }

    private static String row(String name, AtomicIntegerArray answers, int from, int to) {
        int[] seconds = new int[to - from];
        Arrays.setAll(seconds, i -> answers.get(from + i));
        Arrays.sort(seconds);
        return String.format(Locale.ROOT, "| %s | %,d /s | %,d /s … %,d /s |", name, seconds[seconds.length / 2], seconds[0],
                seconds[seconds.length - 1]);
    }
}
