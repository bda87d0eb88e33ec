package io.conversation.bench;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of 100 events at the start, in the middle and at the end of a long session. */
final class Pages {

    static final int EVENTS = Integer.getInteger("bench.events", 100_000);
    private static final int CLIENTS = 4;
    private static final int STEP = 500;
    private static final Pattern CURSOR = Pattern.compile("\"nextCursor\":\"([^\"]+)\"");

    private Pages() {
    }

    static List<String> depth(Database database, boolean throughProxy) throws Exception {
        try (Service service = Service.start("grouped", database.address(throughProxy), Database.freshName(),
                Appends.GROUPED)) {
            fill(service, "long", EVENTS);
            byte[] first = page("");
            byte[] middle = page("&cursor=" + cursorAt(service, EVENTS / 2));
            byte[] last = page("&cursor=" + cursorAt(service, EVENTS - STEP));
            byte[] empty = Traffic.get("/q/health/live");
            read(service, first);
            read(service, last);
            return new Rounds("/s")
                    .add("page of 100, the first", () -> read(service, first))
                    .add("page of 100 at depth " + EVENTS / 2, () -> read(service, middle))
                    .add("page of 100 at depth " + (EVENTS - STEP), () -> read(service, last))
                    .add("empty endpoint", () -> read(service, empty))
                    .run()
                    .ratio("cost of the middle : first", "page of 100, the first", "page of 100 at depth " + EVENTS / 2)
                    .ratio("cost of the last : first", "page of 100, the first",
                            "page of 100 at depth " + (EVENTS - STEP))
                    .rows();
        }
    }

    /** A page of 500 events for who has it, and for who has not; with and without one that it goes on from. */
    static List<String> unchanged(Database database, boolean throughProxy) throws Exception {
        try (Service service = Service.start("grouped", database.address(throughProxy), Database.freshName(),
                Appends.GROUPED)) {
            fill(service, "long", 10 * STEP);
            String first = "/sessions/long/events?limit=" + STEP;
            String deeper = first + "&cursor=" + cursorAt(service, 5 * STEP);
            byte[] whole = Traffic.get(first);
            byte[] known = Traffic.get(first, "If-None-Match: " + service.tag(first) + "\r\n");
            byte[] deeperKnown = Traffic.get(deeper, "If-None-Match: " + service.tag(deeper) + "\r\n");
            read(service, whole);
            read(service, known);
            return new Rounds("/s")
                    .add("page of 500, 200", () -> read(service, whole))
                    .add("the same, 304", () -> read(service, known))
                    .add("behind a cursor, 304", () -> read(service, deeperKnown))
                    .run()
                    .ratio("304 : 200", "the same, 304", "page of 500, 200")
                    .ratio("304 behind a cursor : 200", "behind a cursor, 304", "page of 500, 200")
                    .rows();
        }
    }

    static void fill(Service service, String sessionId, int events) throws Exception {
        service.post("/sessions", Traffic.JSON, Traffic.session(sessionId));
        for (int done = 0; done < events; done += 1000) {
            service.post("/sessions/" + sessionId + "/events/batch", Traffic.JSON, Traffic.batch("f", done, 1000));
        }
    }

    private static double read(Service service, byte[] request) throws Exception {
        return HttpLoad.run(service.port, CLIENTS, Appends.TURN, client -> request).perSecond();
    }

    private static byte[] page(String cursor) {
        return Traffic.get("/sessions/long/events?limit=100" + cursor);
    }

    private static String cursorAt(Service service, int depth) throws Exception {
        String cursor = "";
        for (int at = 0; at < depth; at += STEP) {
            // A cursor is bound to its filters, not to the size of its page.
            Matcher next = CURSOR.matcher(service.get("/sessions/long/events?limit=" + STEP + cursor));
            if (!next.find()) {
                throw new IllegalStateException("The session ends at " + at);
            }
            cursor = "&cursor=" + next.group(1);
        }
        return cursor.substring("&cursor=".length());
    }
}
