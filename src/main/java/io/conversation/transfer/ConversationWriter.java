package io.conversation.transfer;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import com.fasterxml.jackson.core.JsonGenerator;

import io.conversation.event.Event;
import io.conversation.http.Ndjson;
import io.conversation.http.RequestBody;
import io.conversation.json.JsonObject;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.session.SessionStatus;
import io.conversation.session.SessionView;

/**
 * Writes a conversation as one line, or as several of the same session where one would be longer than an import takes; each
 * event goes out as it is read. Of several lines only the last says that the session has ended, so that whoever imports them in
 * order ends it when all its events are in.
 */
final class ConversationWriter {

    /** What an import takes of a line, its line feed not counted. */
    private static final int MAX_LINE = RequestBody.MAX_BATCH_BYTES;
    /** More than the fields of a session beside its metadata take, or those of an event beside its payload, ids and type. */
    private static final int FIELDS = 512;

    private final Ndjson ndjson;
    private final JsonGenerator generator;
    private long lineStart;
    private boolean isCut;

    /** What may go into a line, or into the next. */
    @FunctionalInterface
    private interface Part {
        void write(JsonGenerator generator) throws IOException;
    }

    ConversationWriter(Ndjson ndjson, JsonGenerator generator) {
        this.ndjson = ndjson;
        this.generator = generator;
    }

    /** Nothing, where the session is gone when its events are read; where that comes later, the line breaks off. */
    void write(SessionView session, Iterator<Event> events) throws IOException {
        List<Event> first = new ArrayList<>();
        long atMost = FIELDS + atMost(session.metadata());
        try {
            while (atMost <= MAX_LINE && events.hasNext()) {
                Event event = events.next();
                first.add(event);
                atMost += atMost(event);
            }
        } catch (ProblemException e) {
            if (e.type() == ProblemType.SESSION_NOT_FOUND) {
                return;
            }
            throw e;
        }
        write(session, first, atMost, events);
    }

    private void write(SessionView session, List<Event> first, long atMost, Iterator<Event> events) throws IOException {
        boolean begun = !first.isEmpty() || events.hasNext();
        SessionStatus status = begun && session.status() == SessionStatus.INITIATED ? SessionStatus.ACTIVE : session.status();
        if (atMost <= MAX_LINE) {
            writeShort(session, status, first);
        } else {
            writeLong(session, status, first, events);
        }
    }

    /** For sure within one line. */
    private void writeShort(SessionView session, SessionStatus status, List<Event> events) throws IOException {
        startLine(session);
        generator.writePOJOField("status", status);
        generator.writePOJOField("language", session.language());
        generator.writePOJOField("startedAt", session.startedAt());
        generator.writePOJOField("endedAt", session.endedAt());
        generator.writePOJOField("metadata", session.metadata());
        generator.writeArrayFieldStart("events");
        for (Event event : events) {
            write(event, generator);
        }
        generator.writeEndArray();
        endLine();
    }

    /** In one line or in several: which is the last is known when it ends, and so how the session ended stands there. */
    private void writeLong(SessionView session, SessionStatus status, List<Event> first, Iterator<Event> others)
            throws IOException {
        startLine(session);
        generator.writePOJOField("language", session.language());
        generator.writePOJOField("startedAt", session.startedAt());
        generator.writePOJOField("metadata", session.metadata());
        generator.writeArrayFieldStart("events");
        for (Event event : first) {
            writeWithin(session, event);
        }
        while (others.hasNext()) {
            writeWithin(session, others.next());
        }
        endLong(session, status);
    }

    /** With the metadata again: some of it may have become known with the end. */
    private void endLong(SessionView session, SessionStatus status) throws IOException {
        boolean again = isCut && status.isEnded();
        if (again && !hasRoom(atMost(session.metadata()), scale -> scale.writePOJO(session.metadata()))) {
            cut(session);
        }
        generator.writeEndArray();
        generator.writePOJOField("status", status);
        generator.writePOJOField("endedAt", session.endedAt());
        if (again) {
            generator.writePOJOField("metadata", session.metadata());
        }
        endLine();
    }

    private void writeWithin(SessionView session, Event event) throws IOException {
        if (!hasRoom(atMost(event), scale -> write(event, scale))) {
            cut(session);
        }
        write(event, generator);
    }

    private void cut(SessionView session) throws IOException {
        generator.writeEndArray();
        generator.writePOJOField("status", SessionStatus.ACTIVE);
        endLine();
        startLine(session);
        generator.writePOJOField("language", session.language());
        generator.writePOJOField("startedAt", session.startedAt());
        generator.writeArrayFieldStart("events");
        isCut = true;
    }

    private void startLine(SessionView session) throws IOException {
        lineStart = Ndjson.written(generator);
        generator.writeStartObject();
        generator.writePOJOField("sessionId", session.sessionId());
    }

    private void endLine() throws IOException {
        generator.writeEndObject();
        generator.writeRaw('\n');
    }

    /** Whether the part and the end of the line fit in; weighed only where it is close. */
    private boolean hasRoom(long atMost, Part part) throws IOException {
        long room = MAX_LINE - FIELDS - (Ndjson.written(generator) - lineStart);
        return atMost <= room || weigh(part) <= room;
    }

    private long weigh(Part part) throws IOException {
        try (JsonGenerator scale = ndjson.generator(OutputStream.nullOutputStream())) {
            part.write(scale);
            return Ndjson.written(scale);
        }
    }

    private static long atMost(Event event) {
        return FIELDS + JsonObject.MAX_JSON_PER_BSON * ((long) event.eventId.length() + event.type.length())
                + atMost(event.payload);
    }

    private static long atMost(JsonObject object) {
        return (long) JsonObject.MAX_JSON_PER_BSON * object.size();
    }

    /** Without the session's id, which stands in front of them all. */
    private static void write(Event event, JsonGenerator generator) throws IOException {
        generator.writeStartObject();
        generator.writeStringField("eventId", event.eventId);
        generator.writeStringField("type", event.type);
        generator.writePOJOField("timestamp", event.timestamp);
        generator.writePOJOField("payload", event.payload);
        generator.writePOJOField("receivedAt", event.receivedAt);
        if (event.late) {
            generator.writeBooleanField("late", true);
        }
        generator.writeEndObject();
    }
}
