package io.conversation.transfer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.inject.Singleton;

import com.mongodb.MongoException;

import io.conversation.database.DatabaseFailures;
import io.conversation.database.WritesByShard;
import io.conversation.event.EventAppender;
import io.conversation.event.EventTypes;
import io.conversation.http.Prefer;
import io.conversation.problem.ProblemException;
import io.conversation.session.BulkCompleter;
import io.conversation.session.Completion;
import io.conversation.session.Session;
import io.conversation.session.SessionBulk;
import io.conversation.session.SessionBulk.Created;
import io.conversation.tenant.SessionId;

/**
 * Imports a window of conversations: creates their sessions, appends their events, and then ends them; each step in bulk and
 * idempotent, so that an import that was cut off anywhere is completed by sending it again.
 */
@Singleton
class Importer {

    private final SessionBulk sessions;
    private final BulkCompleter completer;
    private final EventAppender appender;
    private final EventTypes types;
    private final DatabaseFailures failures;
    private final WritesByShard byShard;

    Importer(SessionBulk sessions, BulkCompleter completer, EventAppender appender, EventTypes types,
            DatabaseFailures failures, WritesByShard byShard) {
        this.sessions = sessions;
        this.completer = completer;
        this.appender = appender;
        this.types = types;
        this.failures = failures;
        this.byShard = byShard;
    }

    /** Whether no more can be imported: what could not be stored is not of some of the database's shards alone. */
    boolean isAtEnd(List<ImportedLine> lines) {
        return lines.stream().anyMatch(ImportedLine::isUnavailable)
                && !byShard.doOthersWork(lines.stream().anyMatch(line -> !line.isRefused()));
    }

    /**
     * Writes what the lines hold, and leaves in each what became of it.
     *
     * @param failed of the same import, the sessions of which something is missing
     */
    void importAll(List<ImportedLine> lines, Prefer prefer, FailedSessions failed) {
        List<ImportedLine> together = new ArrayList<>();
        Set<SessionId> ids = new HashSet<>();
        for (ImportedLine line : lines) {
            if (line.isRefused()) {
                continue;
            }
            if (!ids.add(line.sessionId())) {
                // A session's second line comes after its first, events of the same time included.
                write(together, prefer, failed);
                together.clear();
                ids.clear();
                ids.add(line.sessionId());
            }
            together.add(line);
        }
        write(together, prefer, failed);
    }

    private void write(List<ImportedLine> all, Prefer prefer, FailedSessions failed) {
        failed.refuse(all);
        List<ImportedLine> lines = accepted(all);
        if (!lines.isEmpty()) {
            write(lines, prefer);
            failed.see(lines);
        }
    }

    private void write(List<ImportedLine> lines, Prefer prefer) {
        try {
            createSessions(lines, prefer);
            List<ImportedLine> accepted = accepted(lines);
            new EventImport(appender, types, prefer).appendAll(accepted);
            complete(accepted(accepted));
        } catch (MongoException e) {
            refuse(accepted(lines), failures.problem(e));
        } catch (ProblemException e) {
            refuse(accepted(lines), e);
        }
    }

    private static List<ImportedLine> accepted(List<ImportedLine> lines) {
        return lines.stream().filter(line -> !line.isRefused()).toList();
    }

    private static void refuse(List<ImportedLine> lines, ProblemException e) {
        lines.forEach(line -> line.refuse(e.toProblem(null)));
    }

    private void createSessions(List<ImportedLine> lines, Prefer prefer) {
        List<Created> created = sessions.create(lines.stream().map(line -> line.conversation().session()).toList(), true);
        for (int i = 0; i < lines.size(); i++) {
            if (created.get(i).problem() != null) {
                refuse(List.of(lines.get(i)), created.get(i).problem());
            } else {
                lines.get(i).hasSession(created.get(i).written(), prefer);
            }
        }
    }

    /** Not one of which an event may have to be sent again: it shows as going on until that is done. */
    private void complete(List<ImportedLine> lines) {
        Map<Session, Completion> ending = new LinkedHashMap<>();
        for (ImportedLine line : lines) {
            if (line.conversation().completion() != null && !line.session().status.isEnded()) {
                ending.put(line.session(), line.conversation().completion());
            }
        }
        Map<Session, ProblemException> failed = completer.complete(ending);
        for (ImportedLine line : lines) {
            if (failed.containsKey(line.session())) {
                refuse(List.of(line), failed.get(line.session()));
            }
        }
    }
}
