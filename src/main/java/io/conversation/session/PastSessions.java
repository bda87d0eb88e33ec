package io.conversation.session;

import org.bson.types.ObjectId;

import io.conversation.database.Deadline;

/** Makes room for a new session where there is one whose time is past. */
public interface PastSessions {

    /**
     * Removes the session with its events.
     *
     * @param before an id made while the session was there: whatever was taken after it is of another with the same id
     */
    void remove(Session past, ObjectId before, Deadline deadline);
}
