package io.conversation.follow;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.bson.types.ObjectId;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.conversation.event.Event;
import io.conversation.event.EventView;
import io.conversation.session.Session;
import io.conversation.session.SessionView;

/**
 * One server-sent event, made once and sent to every follower, each of which puts its own position before it. {@code id} is
 * null for the end of a session.
 */
record Frame(ObjectId id, byte[] bytes) {

    static final byte[] HEARTBEAT = ": keep-alive\n\n".getBytes(StandardCharsets.US_ASCII);

    static Frame of(Event event, ObjectMapper mapper) throws IOException {
        return new Frame(event.id, bytes("event: " + event.type + "\ndata: ", EventView.of(event), mapper));
    }

    static Frame of(Session session, ObjectMapper mapper) throws IOException {
        return new Frame(null, bytes("event: session\ndata: ", SessionView.of(session), mapper));
    }

    private static byte[] bytes(String head, Object data, ObjectMapper mapper) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(head.getBytes(StandardCharsets.UTF_8));
        out.write(mapper.writeValueAsBytes(data)); // JSON on one line: its line feeds are escaped
        out.write('\n');
        out.write('\n');
        return out.toByteArray();
    }

    boolean isEnd() {
        return id == null;
    }
}
