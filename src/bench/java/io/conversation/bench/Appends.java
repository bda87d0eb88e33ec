package io.conversation.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/** Single appends: against the driver alone, against the service without group commit, and by number of clients. */
final class Appends {

    static final Duration TURN = Duration.ofMillis(Long.getLong("bench.turnMillis", 3000));
    /** By time: code is compiled in seconds, and how many requests that takes depends on what a write costs. */
    static final Duration WARM_UP = Duration.ofSeconds(Long.getLong("bench.warmUpSeconds", 20));
    static final int CLIENTS = 64;
    static final Map<String, String> GROUPED = Map.of();
    static final Map<String, String> ALONE = Map.of("SESSIONS_APPEND_GROUP_COMMIT", "false");

    private static final AtomicLong NUMBER = new AtomicLong();

    private Appends() {
    }

    /** Each client has a session of its own, as each call has. */
    static void createSessions(Service service, int sessions) throws Exception {
        for (int i = 0; i < sessions; i++) {
            service.post("/sessions", Traffic.JSON, Traffic.session("http-" + i));
        }
    }

    static Result append(Service service, int clients, int sessions, Duration time) throws Exception {
        return append(service, clients, sessions, time, client -> "");
    }

    /** @param headers of each client, beside those that all send */
    static Result append(Service service, int clients, int sessions, Duration time, IntFunction<String> headers)
            throws Exception {
        AtomicLong turn = new AtomicLong();
        return HttpLoad.run(service.port, clients, time, client -> {
            long number = NUMBER.incrementAndGet();
            long session = sessions == clients ? client : turn.incrementAndGet() % sessions;
            return Traffic.post("/sessions/http-" + session + "/events", headers.apply(client),
                    Traffic.event("e" + number, number));
        });
    }

    static void warmUp(Service service) throws Exception {
        append(service, CLIENTS, CLIENTS, WARM_UP);
    }

    static void warmUp(DriverLoad driver) throws Exception {
        driver.run(CLIENTS, WARM_UP);
    }

    /** Services of one database, with their sessions and warm. */
    static void prepare(Service... services) throws Exception {
        createSessions(services[0], CLIENTS);
        for (Service service : services) {
            warmUp(service);
        }
    }

    static Rounds.Measure perSecond(Service service) {
        return () -> append(service, CLIENTS, CLIENTS, TURN).perSecond();
    }

    private static double emptyAnswers(Service service) throws Exception {
        byte[] request = Traffic.get("/q/health/live");
        return HttpLoad.run(service.port, CLIENTS, TURN, client -> request).perSecond();
    }

    static List<String> throughput(Database database, boolean throughProxy) throws Exception {
        String name = Database.freshName();
        String address = database.address(throughProxy);
        try (Service grouped = Service.start("grouped", address, name, GROUPED);
                Service alone = Service.start("alone", address, name, ALONE);
                DriverLoad driver = new DriverLoad(address, name)) {
            prepare(grouped, alone);
            warmUp(driver);
            emptyAnswers(grouped);
            return new Rounds("/s")
                    .add("appends over HTTP, 64 clients", perSecond(grouped))
                    .add("the same, group commit off", perSecond(alone))
                    .add("driver alone, 64 threads", () -> driver.run(CLIENTS, TURN).perSecond())
                    .add("empty endpoint, 64 clients", () -> emptyAnswers(grouped))
                    .run()
                    .ratio("HTTP : driver alone", "appends over HTTP, 64 clients", "driver alone, 64 threads")
                    .ratio("group commit : without", "appends over HTTP, 64 clients", "the same, group commit off")
                    .ratio("HTTP : empty endpoint", "appends over HTTP, 64 clients", "empty endpoint, 64 clients")
                    .rows();
        }
    }

    static List<String> latency(Database database, boolean throughProxy) throws Exception {
        String name = Database.freshName();
        String address = database.address(throughProxy);
        try (Service grouped = Service.start("grouped", address, name, GROUPED);
                Service alone = Service.start("alone", address, name, ALONE)) {
            prepare(grouped, alone);
            return new Rounds("µs")
                    .add("one client, group commit", () -> append(grouped, 1, 1, TURN).medianMicros())
                    .add("one client, without", () -> append(alone, 1, 1, TURN).medianMicros())
                    .run()
                    .ratio("group commit : without", "one client, group commit", "one client, without")
                    .rows();
        }
    }

    static List<String> groupsInFlight(Database database, boolean throughProxy) throws Exception {
        String name = Database.freshName();
        String address = database.address(throughProxy);
        String setting = "SESSIONS_APPEND_GROUPS_IN_FLIGHT";
        try (Service one = Service.start("one", address, name, Map.of(setting, "1"));
                Service two = Service.start("two", address, name, Map.of(setting, "2"));
                Service four = Service.start("four", address, name, Map.of(setting, "4"));
                Service eight = Service.start("eight", address, name, Map.of(setting, "8"))) {
            prepare(one, two, four, eight);
            return new Rounds("/s")
                    .add("one group in flight", perSecond(one))
                    .add("two", perSecond(two))
                    .add("four", perSecond(four))
                    .add("eight", perSecond(eight))
                    .run()
                    .ratio("two : one", "two", "one group in flight")
                    .ratio("four : two", "four", "two")
                    .ratio("eight : four", "eight", "four")
                    .rows();
        }
    }

    static List<String> clients(Database database, boolean throughProxy) throws Exception {
        try (Service service = Service.start("grouped", database.address(throughProxy), Database.freshName(), GROUPED)) {
            createSessions(service, 256);
            warmUp(service);
            Rounds rounds = new Rounds("/s");
            for (int clients : new int[] { 1, 4, 16, 64, 256 }) {
                rounds.add(clients + " clients", () -> append(service, clients, clients, TURN).perSecond());
            }
            return rounds.run().ratio("64 : 1", "64 clients", "1 clients").ratio("256 : 64", "256 clients", "64 clients")
                    .rows();
        }
    }
}
