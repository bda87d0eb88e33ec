package io.conversation.transfer;

import static io.conversation.problem.ProblemException.malformed;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.conversation.event.Appended;
import io.conversation.event.EventAppender;
import io.conversation.event.EventTypes;
import io.conversation.event.NewEvent;
import io.conversation.http.Prefer;
import io.conversation.problem.ProblemException;
import io.conversation.problem.Violations;
import io.conversation.session.Session;
import io.conversation.session.SessionWriter;

/**
 * Imports one conversation: creates its session, appends its events, and then ends it; each step idempotent, so that an import
 * that was cut off anywhere is completed by sending it again.
 */
@Singleton
class Importer {

    private static final int CHUNK_EVENTS = 1000;
    private static final int CHUNK_BYTES = 4 * 1024 * 1024;

    private final SessionWriter sessions;
    private final EventAppender appender;
    private final EventTypes types;

    Importer(SessionWriter sessions, EventAppender appender, EventTypes types) {
        this.sessions = sessions;
        this.appender = appender;
        this.types = types;
    }

    ImportResult importLine(long number, byte[] line, Prefer prefer) {
        Conversation conversation = Conversation.read(line);
        var written = sessions.create(conversation.session());
        if (prefer.isStrict()) {
            written.refuseDiffering();
        }
        Counting counting = new Counting(written.session(), prefer);
        Conversation.readEvents(line, counting::read);
        counting.flush();
        if (conversation.completion() != null && !written.session().status.isEnded()) {
            sessions.complete(written.session().sessionId, conversation.completion());
        }
        return counting.result(number, written.isNew());
    }

    /** Appends the events of a line in chunks and counts what becomes of them. */
    private final class Counting {

        private final Session session;
        private final Prefer prefer;
        private final List<NewEvent> chunk = new ArrayList<>();
        private final List<Integer> indexes = new ArrayList<>();
        private final Violations violations = new Violations();
        private int bytes;
        private int created;
        private int replayed;
        private int failed;

        Counting(Session session, Prefer prefer) {
            this.session = session;
            this.prefer = prefer;
        }

        void read(JsonParser parser, int index) throws IOException {
            String place = "events[" + index + "]";
            try {
                if (parser.currentToken() != JsonToken.START_OBJECT) {
                    throw malformed("has to be an object");
                }
                NewEvent event = NewEvent.readImported(parser, place + ".", session.sessionId, types);
                if (chunk.size() == CHUNK_EVENTS || bytes + event.payload().size() > CHUNK_BYTES) {
                    flush();
                }
                chunk.add(event);
                indexes.add(index);
                bytes += event.payload().size();
            } catch (ProblemException e) {
                fail(place, e);
            }
        }

        void flush() {
            if (chunk.isEmpty()) {
                return;
            }
            List<Appended> outcomes = appender.appendImported(session, List.copyOf(chunk));
            for (int i = 0; i < outcomes.size(); i++) {
                count("events[" + indexes.get(i) + "]", outcomes.get(i));
            }
            chunk.clear();
            indexes.clear();
            bytes = 0;
        }

        private void count(String place, Appended outcome) {
            if (outcome.isFailed()) {
                fail(place, outcome.problem());
            } else if (outcome.isNew()) {
                created++;
            } else if (prefer.isStrict() && !outcome.differing().isEmpty()) {
                failed++;
                violations.add(place, "is stored with another " + String.join(", ", outcome.differing()));
            } else {
                replayed++;
            }
        }

        private void fail(String place, ProblemException e) {
            failed++;
            if (e.violations().isEmpty()) {
                violations.add(place, e.getMessage());
            } else {
                e.violations().forEach(violation -> violations.add(violation.field(), violation.message()));
            }
        }

        ImportResult result(long number, boolean isNew) {
            return new ImportResult(number, session.sessionId, isNew ? "created" : "replayed", created, replayed, failed,
                    violations.isEmpty() ? null : violations.exception().toProblem(null));
        }
    }
}
