package io.conversation.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import org.bson.types.ObjectId;

import io.conversation.paging.Position;
import io.conversation.session.Session;
import io.conversation.tenant.SessionId;

/**
 * The entity tags of events and of pages. As an event never changes, ids alone tell whether something has: a page's tag is a
 * digest of the keys of its events, with how many these are, so that it can be compared by reading as many; an event's has its
 * id, bound to its path.
 */
final class Tags {

    /** Another when events or pages are written otherwise. */
    private static final byte FORM = 1;

    private static final int ID = 12;
    // Sizes that fill base64 to the last bit, so that one tag is written in one way.
    private static final int EVENT = 21;
    private static final int PAGE = 18;

    private Tags() {
    }

    static String of(Event event) {
        return of(event.sessionId, event.eventId, event.id);
    }

    static String of(SessionId sessionId, String eventId, ObjectId id) {
        byte[] digest = sha256("event\n" + sessionId.stored() + "\n" + eventId, id.toByteArray());
        return text(ByteBuffer.allocate(EVENT).put(FORM).put(id.toByteArray()).put(digest, 0, EVENT - 1 - ID));
    }

    /** The id in the first of the tags that is one of such an event. */
    static Optional<ObjectId> eventIdIn(List<String> tags, SessionId sessionId, String eventId) {
        return tags.stream().map(Tags::bytes).filter(tag -> tag.length == EVENT)
                .map(tag -> new ObjectId(ByteBuffer.wrap(tag, 1, ID)))
                .filter(id -> tags.contains(of(sessionId, eventId, id))).findFirst();
    }

    /**
     * Of a page.
     *
     * @param keys of its events
     * @param more whether there are others behind them
     * @param beside what else is answered: of the session, or how many events there are
     */
    static String of(EventFilters.Page page, List<Position> keys, boolean more, String beside) {
        ByteBuffer positions = ByteBuffer.allocate(keys.size() * (Long.BYTES + ID));
        keys.forEach(key -> positions.putLong(key.time().toEpochMilli()).put(key.id().toByteArray()));
        String asked = "page\n" + page.request().scope() + "\n" + page.request().limit() + " " + page.request().after() + " "
                + page.offset() + " " + more + "\n" + beside;
        return text(ByteBuffer.allocate(PAGE).put(FORM).putShort((short) keys.size())
                .put(sha256(asked, positions.array()), 0, PAGE - 1 - Short.BYTES));
    }

    /** What a session's own part of a page is told by: it changes when it begins and when it ends, and in no other way. */
    static String beside(Session session, Long total) {
        return session.id + " " + session.status + " " + total;
    }

    /** How many events the page of such a tag has; -1 where it is none of a page. */
    static int eventsIn(String tag) {
        byte[] bytes = bytes(tag);
        return bytes.length == PAGE && bytes[0] == FORM ? ByteBuffer.wrap(bytes).getShort(1) : -1;
    }

    private static String text(ByteBuffer tag) {
        return Base64.getUrlEncoder().encodeToString(tag.array());
    }

    private static byte[] bytes(String tag) {
        try {
            return Base64.getUrlDecoder().decode(tag.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static byte[] sha256(String text, byte[] bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(text.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) '\n');
            return digest.digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
