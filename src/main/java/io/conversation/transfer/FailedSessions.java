package io.conversation.transfer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.conversation.problem.Problem;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.tenant.SessionId;

/**
 * The sessions of which an import, that goes on without them, has lines that may not be stored: what follows of the same one
 * does not end it. The latest alone, as a conversation's lines come one after the other.
 */
final class FailedSessions {

    private static final int MOST = 1000;

    private final Set<SessionId> latest = Collections.newSetFromMap(new LinkedHashMap<>() {

        @Override
        protected boolean removeEldestEntry(Map.Entry<SessionId, Boolean> eldest) {
            return size() > MOST;
        }
    });

    void see(List<ImportedLine> lines) {
        lines.stream().filter(ImportedLine::isUnavailable).forEach(line -> latest.add(line.sessionId()));
    }

    void refuse(List<ImportedLine> lines) {
        if (latest.isEmpty()) {
            return;
        }
        Problem problem = new ProblemException(ProblemType.UNAVAILABLE,
                "An earlier line of the session could not be stored; send all of them again.").toProblem(null);
        lines.stream().filter(line -> latest.contains(line.sessionId())).forEach(line -> line.refuse(problem));
    }
}
