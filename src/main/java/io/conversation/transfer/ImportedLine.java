package io.conversation.transfer;

import io.conversation.event.Appended;
import io.conversation.http.Prefer;
import io.conversation.json.StrictJson.ElementReading;
import io.conversation.problem.Problem;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.problem.Violations;
import io.conversation.session.Session;
import io.conversation.session.SessionWriter.Written;
import io.conversation.tenant.SessionId;
import io.conversation.tenant.Tenant;

/** What has become of one line so far. */
final class ImportedLine {

    private final long number;
    private final Violations violations = new Violations();
    private Conversation conversation;
    private Written written;
    private Problem refusal;
    private int created;
    private int replayed;
    private int differing;
    private int failed;

    private ImportedLine(long number) {
        this.number = number;
    }

    /** A line that was read whole; refused when it is no conversation. */
    static ImportedLine of(long number, byte[] json, Tenant tenant) {
        ImportedLine line = new ImportedLine(number);
        try {
            line.conversation = Conversation.read(json, tenant);
        } catch (ProblemException e) {
            line.refuse(e.toProblem(null));
        }
        return line;
    }

    /** A line that was not read. */
    static ImportedLine refused(long number, ProblemException e) {
        ImportedLine line = new ImportedLine(number);
        line.refuse(e.toProblem(null));
        return line;
    }

    /** That it may be sent again at once counts before all else. */
    void refuse(Problem problem) {
        if (!isUnavailable()) {
            refusal = problem;
        }
    }

    boolean isRefused() {
        return refusal != null;
    }

    boolean isUnavailable() {
        return isRefused() && refusal.status() == ProblemType.UNAVAILABLE.status();
    }

    Conversation conversation() {
        return conversation;
    }

    SessionId sessionId() {
        return conversation.session().sessionId();
    }

    Session session() {
        return written.session();
    }

    void hasSession(Written session, Prefer prefer) {
        written = session;
        try {
            if (conversation.completion() != null) {
                conversation.completion().checkEnds(session.session());
            }
            if (prefer.isStrict()) {
                session.refuseDiffering();
            }
        } catch (ProblemException e) {
            refuse(e.toProblem(null));
        }
    }

    void readEvents(ElementReading reading) {
        conversation.readEvents(reading);
    }

    void count(int index, Appended outcome, Prefer prefer) {
        if (outcome.isFailed()) {
            fail(index, outcome.problem());
        } else if (outcome.isNew()) {
            created++;
        } else if (prefer.isStrict() && !outcome.differing().isEmpty()) {
            failed++;
            violations.add(place(index), "is stored with another " + String.join(", ", outcome.differing()));
        } else {
            replayed++;
            differing += outcome.differing().isEmpty() ? 0 : 1;
        }
    }

    /** An event; one that is not at fault itself fails its line, which is to be sent again, or is of nothing any more. */
    void fail(int index, ProblemException e) {
        failed++;
        if (!e.type().isOfClient() || e.type() == ProblemType.SESSION_ERASED) {
            refuse(e.toProblem(null));
        } else if (e.violations().isEmpty()) {
            violations.add(place(index), e.getMessage());
        } else {
            e.violations().forEach(violation -> violations.add(violation.field(), violation.message()));
        }
    }

    static String place(int index) {
        return "events[" + index + "]";
    }

    ImportResult result() {
        if (isRefused()) {
            return result(conversation == null ? null : sessionId().clientId(), null, refusal);
        }
        return result(sessionId().clientId(), written.isNew() ? "created" : "replayed",
                violations.isEmpty() ? null : violations.exception().toProblem(null));
    }

    private ImportResult result(String sessionId, String session, Problem problem) {
        return new ImportResult(number, sessionId, session, created, replayed, differing == 0 ? null : differing, failed,
                problem);
    }
}
