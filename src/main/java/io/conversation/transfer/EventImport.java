package io.conversation.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.conversation.event.Appended;
import io.conversation.event.EventAppender;
import io.conversation.event.EventTypes;
import io.conversation.event.NewEvent;
import io.conversation.http.Prefer;
import io.conversation.json.JsonText;
import io.conversation.problem.ProblemException;

/**
 * Appends the events of many lines in chunks, each while the next is being read, and counts for each line what becomes of its
 * own.
 */
final class EventImport {

    private static final int CHUNK_EVENTS = 1000;
    private static final int CHUNK_BYTES = 4 * 1024 * 1024;
    /** In JSON; such an event has the memory for itself, as in BSON it may be six times as large. */
    private static final int LARGE = 256 * 1024;

    private record Place(ImportedLine line, int index) {
    }

    /** A chunk that is being written. */
    private record Writing(CompletableFuture<List<Appended>> outcomes, List<Place> places) {
    }

    private final EventAppender appender;
    private final EventTypes types;
    private final Prefer prefer;
    private List<EventAppender.Imported> chunk = new ArrayList<>();
    private List<Place> places = new ArrayList<>();
    private int bytes;
    private Writing writing;

    EventImport(EventAppender appender, EventTypes types, Prefer prefer) {
        this.appender = appender;
        this.types = types;
        this.prefer = prefer;
    }

    void appendAll(List<ImportedLine> lines) {
        try {
            for (ImportedLine line : lines) {
                line.readEvents((json, index) -> read(json, line, index));
            }
            flush();
        } finally {
            awaitWritten();
        }
    }

    private void read(JsonText json, ImportedLine line, int index) {
        boolean large = json.length() > LARGE;
        if (large) {
            flush();
            awaitWritten();
        }
        add(json, line, index);
        if (large) {
            flush();
            awaitWritten();
        }
    }

    private void add(JsonText json, ImportedLine line, int index) {
        NewEvent sent;
        try {
            if (!json.isObject()) {
                throw ProblemException.malformed("has to be an object");
            }
            sent = NewEvent.readImported(json, ImportedLine.place(index) + ".", line.sessionId(), types);
        } catch (ProblemException e) {
            line.fail(index, e);
            return;
        }
        EventAppender.Imported event = new EventAppender.Imported(line.sessionId(), sent, true);
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
        Thread.ofVirtual().name("import").start(() -> {
            try {
                outcomes.complete(appender.appendImported(events));
            } catch (Throwable e) {
                outcomes.completeExceptionally(e);
            }
        });
        writing = new Writing(outcomes, places);
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
