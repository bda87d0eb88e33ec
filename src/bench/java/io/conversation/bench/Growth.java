package io.conversation.bench;

import java.util.List;

/** How the cost of an append grows with the events of its session, and with the number of sessions. */
final class Growth {

    private static final int SESSIONS = Integer.getInteger("bench.sessions", 20_000);

    private Growth() {
    }

    static List<String> events(Database database, boolean throughProxy) throws Exception {
        try (Service service = Service.start("grouped", database.address(throughProxy), Database.freshName(),
                Appends.GROUPED)) {
            Appends.createSessions(service, 1);
            Pages.fill(service, "long", Pages.EVENTS);
            append(service, "http-0");
            append(service, "long");
            return new Rounds("/s")
                    .add("appends to a session that starts empty", () -> append(service, "http-0"))
                    .add("appends to one of " + Pages.EVENTS, () -> append(service, "long"))
                    .run()
                    .ratio("cost of the long : the short", "appends to a session that starts empty",
                            "appends to one of " + Pages.EVENTS)
                    .rows();
        }
    }

    private static double append(Service service, String sessionId) throws Exception {
        String prefix = Long.toString(System.nanoTime(), 36) + "-";
        long[] number = new long[1];
        return HttpLoad.run(service.port, Appends.CLIENTS, Appends.TURN, client -> Traffic.post(
                "/sessions/" + sessionId + "/events", Traffic.event(prefix + number[0]++, Pages.EVENTS + number[0])))
                .perSecond();
    }

    static List<String> sessions(Database database, boolean throughProxy) throws Exception {
        try (Service service = Service.start("grouped", database.address(throughProxy), Database.freshName(),
                Appends.GROUPED)) {
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < SESSIONS; i++) {
                lines.append(Traffic.conversation("http-" + i, 0));
            }
            service.post("/sessions/import", Traffic.NDJSON, lines.toString());
            Appends.warmUp(service);
            byte[] list = Traffic.get("/sessions?limit=50");
            return new Rounds("/s")
                    .add("appends to 1 session", () -> append(service, "http-0"))
                    .add("appends to 64 sessions", () -> spread(service, Appends.CLIENTS))
                    .add("appends to " + SESSIONS + " sessions", () -> spread(service, SESSIONS))
                    .add("list of 50 out of " + SESSIONS,
                            () -> HttpLoad.run(service.port, Appends.CLIENTS, Appends.TURN, client -> list).perSecond())
                    .run()
                    .ratio("one : 64", "appends to 1 session", "appends to 64 sessions")
                    .ratio(SESSIONS + " : 64", "appends to " + SESSIONS + " sessions", "appends to 64 sessions")
                    .rows();
        }
    }

    private static double spread(Service service, int sessions) throws Exception {
        return Appends.append(service, Appends.CLIENTS, sessions, Appends.TURN).perSecond();
    }
}
