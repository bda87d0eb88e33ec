package io.conversation.bench;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Batches of appends, and what a reader of the feed takes meanwhile and when it is behind; from a change stream and without.
 */
final class Fed {

    private static final int BATCH = 100;
    private static final int CLIENTS = 8;
    private static final AtomicLong NUMBER = new AtomicLong();

    private Fed() {
    }

    static List<String> rows(Database database, boolean throughProxy) throws Exception {
        if (throughProxy) {
            return List.of();
        }
        String name = Database.freshName();
        try (Service changes = Service.start("changes", database.replicaSet(), name, Map.of());
                Service polling = Service.start("polling", database.replicaSet(), name,
                        Map.of("SESSIONS_STREAM_CHANGE_STREAMS", "false"))) {
            Appends.prepare(changes);
            written(changes);
            Rounds rounds = new Rounds("events/s");
            rounds.add("batches of 100, 8 clients, nobody reads", () -> written(changes).perSecond());
            add(rounds, "by a change stream", changes);
            add(rounds, "without", polling);
            return rounds.run()
                    .ratio("followed by a change stream : written", "followed by a change stream",
                            "written meanwhile, by a change stream")
                    .ratio("followed without : written", "followed without", "written meanwhile, without").rows();
        }
    }

    /** What a stream has told by the end of the writes, and pages of what it has been told. */
    private static void add(Rounds rounds, String name, Service service) {
        rounds.add("followed " + name, () -> {
            String start = next(service, "limit=1");
            AtomicLong told = new AtomicLong();
            AtomicLong toldAt = new AtomicLong();
            try (HttpClient http = HttpClient.newHttpClient()) {
                var stream = http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port
                        + "/feed/stream?after=" + start)).build(), BodyHandlers.ofInputStream());
                Thread.ofVirtual().start(() -> count(new BufferedReader(new InputStreamReader(stream.body(),
                        StandardCharsets.UTF_8)).lines(), told, toldAt));
                long begun = System.nanoTime();
                Load load = written(service);
                rounds.beside("written meanwhile, " + name, load.perSecond());
                while (told.get() < load.events() && System.nanoTime() - begun < Duration.ofMinutes(2).toNanos()) {
                    Thread.sleep(10);
                }
                stream.body().close();
                rounds.beside("by pages of 500, all of it, " + name, paged(service, start, load.events()));
                return told.get() / ((toldAt.get() - begun) / 1e9);
            }
        });
    }

    private static void count(Stream<String> lines, AtomicLong told, AtomicLong toldAt) {
        try {
            lines.filter(line -> line.startsWith("event: event.stored")).forEach(line -> {
                toldAt.set(System.nanoTime());
                told.incrementAndGet();
            });
        } catch (java.io.UncheckedIOException e) {
            // Closed when it has told all.
        }
    }

    private static double paged(Service service, String start, long events) throws Exception {
        String after = start;
        long begun = System.nanoTime();
        long told = 0;
        while (told < events) {
            var page = service.getWhole("/feed?limit=500&after=" + after);
            told += page.body().lines().filter(line -> line.contains("\"event.stored\"")).count();
            after = page.headers().firstValue("Next-Position").orElseThrow();
        }
        return told / ((System.nanoTime() - begun) / 1e9);
    }

    private static String next(Service service, String query) throws Exception {
        return service.getWhole("/feed?" + query).headers().firstValue("Next-Position").orElseThrow();
    }

    record Load(long events, double perSecond) {
    }

    private static Load written(Service service) throws Exception {
        Result result = HttpLoad.run(service.port, CLIENTS, Appends.TURN, client -> Traffic.post(
                "/sessions/http-" + client + "/events/batch", Traffic.batch("f", NUMBER.getAndAdd(BATCH), BATCH)));
        return new Load(BATCH * result.answered(), BATCH * result.perSecond());
    }
}
