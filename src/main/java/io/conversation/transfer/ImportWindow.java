package io.conversation.transfer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.conversation.http.Ndjson;
import io.conversation.http.Prefer;
import io.conversation.http.RequestBody;
import io.conversation.http.Room;
import io.conversation.http.Work;
import io.conversation.json.JsonWeight;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.tenant.Tenant;

/**
 * Lines that are written together: enough to spare round trips, little enough for a small heap. Where others have all the
 * memory its sender waits.
 */
final class ImportWindow implements Room {

    /** What an import takes beside its lines. */
    static final int LEAST_BYTES = 256 * 1024;

    private static final int MIB = 1024 * 1024;
    private static final int LINES = 100;
    private static final int BYTES = MIB;
    /** Of what is made of the lines: two chunks of events that are on their way into the database, and one that is read. */
    private static final long WEIGHT = 32L * MIB;

    private final Importer importer;
    private final Tenant tenant;
    private final Prefer prefer;
    private final Ndjson.Line results;
    private final Work work;
    private final FailedSessions failed = new FailedSessions();
    private final List<ImportedLine> lines = new ArrayList<>();
    private int bytes;
    private int bytesOfNext;
    private long weight;

    ImportWindow(Importer importer, Tenant tenant, Prefer prefer, Ndjson.Line results, Work work) {
        this.importer = importer;
        this.tenant = tenant;
        this.prefer = prefer;
        this.results = results;
        this.work = work;
    }

    /** For the next line as it comes. Who has something in hand that can be written does not wait for others. */
    @Override
    public void ask(int more) throws IOException {
        if (!work.tryHold(more)) {
            write();
            work.awaitHeld(more);
        }
        bytesOfNext += more;
    }

    /** A line that has come whole. */
    void add(long number, byte[] json) throws IOException {
        long more = JsonWeight.of(json, 0, json.length);
        if (weight + more > WEIGHT || !work.tryWork(more)) {
            write();
            try {
                work.await(more);
            } catch (ProblemException e) {
                if (!e.type().isOfClient()) {
                    throw e;
                }
                refuse(number, e);
                return;
            }
        }
        lines.add(ImportedLine.of(number, json, tenant));
        weight += more;
        bytes += bytesOfNext;
        bytesOfNext = 0;
    }

    /** One that was too long to come whole. */
    void addTooLong(long number) {
        refuse(number, ProblemException.tooLarge("The line is over " + RequestBody.MAX_BATCH_BYTES / MIB + " MiB."));
    }

    private void refuse(long number, ProblemException e) {
        lines.add(ImportedLine.refused(number, e));
        pass();
    }

    /** What has come is no line, or none that is kept. */
    void pass() {
        work.give(bytesOfNext);
        bytesOfNext = 0;
    }

    boolean isFull() {
        return lines.size() == LINES || bytes >= BYTES;
    }

    void write() throws IOException {
        if (lines.isEmpty()) {
            return;
        }
        importer.importAll(lines, prefer, failed);
        if (importer.isAtEnd(lines)) {
            // A 503 if nothing has been sent, else the answer ends unfinished: nobody can take it for a whole one.
            throw new ProblemException(ProblemType.UNAVAILABLE,
                    "The import stopped, as the database is unavailable; send all of it again.");
        }
        for (ImportedLine line : lines) {
            results.write(line.result());
        }
        lines.clear();
        bytes = 0;
        weight = 0;
        work.keep(LEAST_BYTES + bytesOfNext);
    }
}
