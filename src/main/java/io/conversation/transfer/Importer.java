package io.conversation.transfer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.mongodb.MongoException;

import io.conversation.database.DatabaseFailures;
import io.conversation.database.Deadlines;
import io.conversation.event.Appended;
import io.conversation.event.EventAppender;
import io.conversation.event.EventTypes;
import io.conversation.event.NewEvent;
import io.conversation.http.Prefer;
import io.conversation.problem.Problem;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemResponses;
import io.conversation.session.Completion;
import io.conversation.session.SessionBulk;
import io.conversation.session.SessionStatus;
import io.conversation.session.SessionWriter.Written;

/**
 * Imports a window of conversations: creates their sessions, appends their events, and then ends them; each step in bulk and
 * idempotent, so that an import that was cut off anywhere is completed by sending it again.
 */
@Singleton
class Importer {

    private static final int CHUNK_EVENTS = 1000;
    private static final int CHUNK_BYTES = 4 * 1024 * 1024;

    private final SessionBulk sessions;
    private final EventAppender appender;
    private final EventTypes types;
    private final Deadlines deadlines;
    private final ProblemResponses responses;

    Importer(SessionBulk sessions, EventAppender appender, EventTypes types, Deadlines deadlines,
            ProblemResponses responses) {
        this.sessions = sessions;
        this.appender = appender;
        this.types = types;
        this.deadlines = deadlines;
        this.responses = responses;
    }

    /** Writes what the lines hold, and leaves in each what became of it. */
    void importAll(List<ImportedLine> lines, Prefer prefer) {
        List<ImportedLine> together = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (ImportedLine line : lines) {
            if (line.isRefused()) {
                continue;
            }
            if (!ids.add(line.sessionId())) {
                // A session's second line comes after its first, events of the same time included.
                write(together, prefer);
                together.clear();
                ids.clear();
                ids.add(line.sessionId());
            }
            together.add(line);
        }
        write(together, prefer);
    }

    private void write(List<ImportedLine> lines, Prefer prefer) {
        if (lines.isEmpty()) {
            return;
        }
        try {
            createSessions(lines, prefer);
            List<ImportedLine> accepted = lines.stream().filter(line -> !line.isRefused()).toList();
            new Appending(accepted, prefer).run();
            complete(accepted);
        } catch (MongoException e) {
            Problem problem = DatabaseFailures.isPassing(e) ? DatabaseFailures.unavailable(e).toProblem(null)
                    : responses.internal(e, null, null);
            lines.forEach(line -> line.refuse(problem));
        } catch (ProblemException e) {
            lines.forEach(line -> line.refuse(e.toProblem(null)));
        }
    }

    private void createSessions(List<ImportedLine> lines, Prefer prefer) {
        List<Written> written = sessions.create(lines.stream().map(line -> line.conversation().session()).toList(),
                deadlines.start());
        for (int i = 0; i < lines.size(); i++) {
            lines.get(i).hasSession(written.get(i), prefer);
        }
    }

    private void complete(List<ImportedLine> lines) {
        Map<String, Completion> ending = new LinkedHashMap<>();
        for (ImportedLine line : lines) {
            if (line.conversation().completion() != null && !line.session().status.isEnded()) {
                ending.put(line.sessionId(), line.conversation().completion());
            }
        }
        sessions.complete(ending, deadlines.start());
    }

    /**
     * Appends the events of many lines in chunks, each while the next is being read, and counts for each line what becomes of
     * its own.
     */
    private final class Appending {

        private record Place(ImportedLine line, int index) {
        }

        /** A chunk that is being written. */
        private record Writing(CompletableFuture<List<Appended>> outcomes, List<Place> places) {
        }

        private final List<ImportedLine> lines;
        private final Prefer prefer;
        private final Map<String, SessionStatus> statuses = new HashMap<>();
        private List<EventAppender.Imported> chunk = new ArrayList<>();
        private List<Place> places = new ArrayList<>();
        private int bytes;
        private Writing writing;

        Appending(List<ImportedLine> lines, Prefer prefer) {
            this.lines = lines;
            this.prefer = prefer;
        }

        void run() {
            for (ImportedLine line : lines) {
                statuses.put(line.sessionId(), line.session().status);
            }
            try {
                for (ImportedLine line : lines) {
                    line.readEvents((parser, index) -> read(parser, line, index));
                }
                flush();
            } finally {
                awaitWritten();
            }
        }

        private void read(JsonParser parser, ImportedLine line, int index) throws IOException {
            NewEvent sent;
            try {
                if (parser.currentToken() != JsonToken.START_OBJECT) {
                    throw ProblemException.malformed("has to be an object");
                }
                sent = NewEvent.readImported(parser, ImportedLine.place(index) + ".", line.sessionId(), types);
            } catch (ProblemException e) {
                line.fail(index, e);
                return;
            }
            EventAppender.Imported event = appender.importing(line.sessionId(), sent);
            if (chunk.size() == CHUNK_EVENTS || bytes + event.bytes() > CHUNK_BYTES) {
                flush();
            }
            chunk.add(event);
            places.add(new Place(line, index));
            bytes += event.bytes();
        }

        /** One chunk at a time, so that a session's events become visible in their order. */
        private void flush() {
            awaitWritten();
            if (chunk.isEmpty()) {
                return;
            }
            List<EventAppender.Imported> events = chunk;
            CompletableFuture<List<Appended>> outcomes = new CompletableFuture<>();
            writing = new Writing(outcomes, places);
            Thread.ofVirtual().name("import").start(() -> {
                try {
                    outcomes.complete(appender.appendImported(events, statuses, deadlines.start()));
                } catch (Throwable e) {
                    outcomes.completeExceptionally(e);
                }
            });
            chunk = new ArrayList<>();
            places = new ArrayList<>();
            bytes = 0;
        }

        /** Throws what the writer threw. */
        private void awaitWritten() {
            if (writing == null) {
                return;
            }
            Writing ended = writing;
            writing = null;
            try {
                List<Appended> outcomes = ended.outcomes.join();
                for (int i = 0; i < outcomes.size(); i++) {
                    ended.places.get(i).line().count(ended.places.get(i).index(), outcomes.get(i), prefer);
                }
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e.getCause());
            }
        }
    }
}
