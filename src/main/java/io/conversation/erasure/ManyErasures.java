package io.conversation.erasure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.bson.conversions.Bson;

import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.client.model.Projections;

import io.conversation.database.DatabaseFailures;
import io.conversation.database.Deadlines;
import io.conversation.erasure.Erasures.Erasure;
import io.conversation.http.Ndjson;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.session.Session;
import io.conversation.tenant.SessionId;

/**
 * Erases all sessions that match a filter, some at a time, until a look finds none, those included that are created meanwhile.
 * One that is being erased matches nothing any more; those that cannot be are remembered, and told once.
 */
final class ManyErasures {

    private static final int TOGETHER = 20;
    /** More are no matter of single sessions. */
    private static final int MOST_FAILED = 1000;

    private final Eraser eraser;
    private final Deadlines deadlines;
    private final DatabaseFailures failures;
    private final Bson filter;
    private final Set<SessionId> failed = new HashSet<>();
    private long erased;

    ManyErasures(Eraser eraser, Deadlines deadlines, DatabaseFailures failures, Bson filter) {
        this.eraser = eraser;
        this.deadlines = deadlines;
        this.failures = failures;
        this.filter = filter;
    }

    /**
     * Throws what stops all of it; what befalls one session is told in its line.
     *
     * @param isWaitedFor for each session anew
     */
    void run(Ndjson.Line lines, Supplier<BooleanSupplier> isWaitedFor) throws IOException {
        for (Set<SessionId> next = next(); !next.isEmpty(); next = next()) {
            List<Erasure> begun = new ArrayList<>();
            for (SessionId sessionId : next) {
                told(sessionId, lines, () -> {
                    Erasure erasure = eraser.begin(sessionId);
                    eraser.remove(erasure, isWaitedFor.get());
                    return begun.add(erasure);
                });
            }
            Eraser.pause();
            for (Erasure erasure : begun) {
                if (told(erasure.sessionId(), lines, () -> {
                    eraser.finish(erasure, isWaitedFor.get());
                    return true;
                })) {
                    erased++;
                    lines.write(ErasureResult.erased(erasure.sessionId()));
                }
            }
        }
        lines.write(ErasureResult.total(erased, failed.size()));
    }

    long erased() {
        return erased;
    }

    private Set<SessionId> next() {
        if (failed.size() >= MOST_FAILED) {
            throw new ProblemException(ProblemType.INTERNAL_ERROR, "Too many sessions cannot be erased; the log tells why.");
        }
        Set<SessionId> next = find(ReadConcern.LOCAL);
        // That there is none more is believed to a primary only that has not been cut off.
        return !next.isEmpty() ? next
                : DatabaseFailures.onReplicaSet(() -> find(ReadConcern.LINEARIZABLE)).orElse(next);
    }

    private Set<SessionId> find(ReadConcern concern) {
        Set<SessionId> found = new LinkedHashSet<>();
        deadlines.start().on(Session.<Session> mongoCollection().withReadPreference(ReadPreference.primary())
                .withReadConcern(concern)).find(filter).projection(Projections.include("sessionId"))
                .limit(TOGETHER + failed.size()).forEach(session -> found.add(session.sessionId));
        found.removeAll(failed);
        return found;
    }

    /** Whether it was done, else its line says why not. */
    private boolean told(SessionId sessionId, Ndjson.Line lines, Supplier<Boolean> work) throws IOException {
        try {
            return work.get();
        } catch (MongoException e) {
            return failed(sessionId, failures.problem(e), lines);
        } catch (ProblemException e) {
            return failed(sessionId, e, lines);
        }
    }

    private boolean failed(SessionId sessionId, ProblemException problem, Ndjson.Line lines) throws IOException {
        if (problem.isUnavailable()) {
            throw problem;
        }
        failed.add(sessionId);
        lines.write(ErasureResult.failed(sessionId, problem.toProblem(null)));
        return false;
    }
}
