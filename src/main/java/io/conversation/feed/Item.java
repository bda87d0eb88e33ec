package io.conversation.feed;

import org.bson.types.ObjectId;

import io.conversation.event.Event;
import io.conversation.session.Session;
import io.conversation.tenant.SessionId;

/**
 * Something that arrived, as it is by now.
 *
 * @param id of the arrival, the same whenever it is told
 * @param session that was created or has ended; else null
 * @param event that was stored; else null
 */
public record Item(ObjectId id, Kind kind, Session session, Event event) {

    static Item created(Session session) {
        return new Item(session.id, Kind.CREATED, session, null);
    }

    static Item stored(Event event) {
        return new Item(event.id, Kind.STORED, null, event);
    }

    static Item ended(Session session) {
        return new Item(session.endedId, Kind.ENDED, session, null);
    }

    public SessionId sessionId() {
        return event == null ? session.sessionId : event.sessionId;
    }
}
