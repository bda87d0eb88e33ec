package io.conversation.bench;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Events a second: one by one, in batches, in an import. */
final class Bulk {

    private static final int BATCH = 100;
    private static final int BATCH_CLIENTS = 8;
    private static final int IMPORT_LINES = 2000;
    private static final int EVENTS_PER_LINE = 50;

    private static final AtomicLong NUMBER = new AtomicLong();

    private Bulk() {
    }

    static List<String> rows(Database database, boolean throughProxy) throws Exception {
        try (Service service = Service.start("grouped", database.address(throughProxy), Database.freshName(),
                Appends.GROUPED)) {
            Appends.prepare(service);
            batches(service);
            imported(service);
            return new Rounds("events/s")
                    .add("single appends, 64 clients",
                            Appends.perSecond(service))
                    .add("batches of 100, 8 clients", () -> batches(service))
                    .add("one import, 50 events a line", () -> imported(service))
                    .run()
                    .ratio("batches : single", "batches of 100, 8 clients", "single appends, 64 clients")
                    .ratio("import : single", "one import, 50 events a line", "single appends, 64 clients")
                    .rows();
        }
    }

    static double batches(Service service) throws Exception {
        return BATCH * HttpLoad.run(service.port, BATCH_CLIENTS, Appends.TURN, client -> Traffic.post(
                "/sessions/http-" + client + "/events/batch", Traffic.batch("b", NUMBER.getAndAdd(BATCH), BATCH))).perSecond();
    }

    private static double imported(Service service) throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < IMPORT_LINES; i++) {
            lines.append(Traffic.conversation("import-" + NUMBER.incrementAndGet(), EVENTS_PER_LINE));
        }
        String body = lines.toString();
        long start = System.nanoTime();
        String answer = service.post("/sessions/import", Traffic.NDJSON, body);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (answer.lines().filter(line -> line.contains("\"created\":" + EVENTS_PER_LINE)).count() != IMPORT_LINES) {
            throw new IllegalStateException("Not everything was imported");
        }
        return IMPORT_LINES * EVENTS_PER_LINE / seconds;
    }
}
