package io.conversation.bench;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** From the start of an append to its arrival at a follower, by a change stream and by polling; without the proxy alone. */
final class Live {

    private static final int EVENTS = 20;
    private static final long PAUSE_MILLIS = 75;

    private Live() {
    }

    static List<String> delivery(Database database, boolean throughProxy) throws Exception {
        if (throughProxy) {
            return List.of();
        }
        String name = Database.freshName();
        try (Service changes = Service.start("changes", database.replicaSet(), name, Map.of());
                Service polling = Service.start("polling", database.replicaSet(), name,
                        Map.of("SESSIONS_STREAM_CHANGE_STREAMS", "false"))) {
            for (Service service : List.of(changes, polling)) {
                followed(service);
            }
            Rounds rounds = new Rounds("ms");
            add(rounds, "by a change stream", changes);
            add(rounds, "by polling", polling);
            return rounds.run().rows();
        }
    }

    private static void add(Rounds rounds, String name, Service service) {
        rounds.add(name + ", median of " + EVENTS, () -> {
            double[] millis = followed(service);
            rounds.beside(name + ", slowest of " + EVENTS, millis[EVENTS - 1]);
            return millis[EVENTS / 2];
        });
    }

    /** What each of some events took, in order. */
    private static double[] followed(Service service) throws Exception {
        String session = "live-" + Long.toString(System.nanoTime(), 36);
        service.post("/sessions", Traffic.JSON, Traffic.session(session));
        Map<String, Long> sent = new ConcurrentHashMap<>();
        double[] millis = new double[EVENTS];
        CountDownLatch arrived = new CountDownLatch(EVENTS);
        try (HttpClient http = HttpClient.newHttpClient()) {
            var stream = http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port + "/sessions/" + session
                    + "/events/stream")).build(), BodyHandlers.ofInputStream());
            Thread.ofVirtual().start(() -> {
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
                lines.lines().filter(line -> line.startsWith("data:")).limit(EVENTS).forEach(line -> {
                    String event = line.replaceAll(".*\"eventId\":\"([^\"]+)\".*", "$1");
                    millis[EVENTS - (int) arrived.getCount()] = (System.nanoTime() - sent.get(event)) / 1e6;
                    arrived.countDown();
                });
            });
            for (int i = 0; i < EVENTS; i++) {
                sent.put("e" + i, System.nanoTime());
                service.post("/sessions/" + session + "/events", Traffic.JSON, Traffic.event("e" + i, i));
                Thread.sleep(PAUSE_MILLIS);
            }
            if (!arrived.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException(arrived.getCount() + " events have not arrived");
            }
            stream.body().close();
        }
        Arrays.sort(millis);
        return millis;
    }
}
