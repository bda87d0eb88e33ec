package io.conversation.feed;

import org.bson.types.ObjectId;

import io.conversation.tenant.SessionId;

/** That something arrived: its id tells when, and no two have the same. */
record Arrival(ObjectId id, Kind kind, SessionId sessionId) implements Comparable<Arrival> {

    @Override
    public int compareTo(Arrival other) {
        return id.compareTo(other.id);
    }
}
