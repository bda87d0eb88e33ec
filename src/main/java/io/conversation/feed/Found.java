package io.conversation.feed;

import java.util.List;

import org.bson.types.ObjectId;

import io.conversation.event.Event;
import io.conversation.paging.Slice;

/**
 * What a look has found of one kind, in order.
 *
 * @param more whether there may be more behind these
 */
record Found(List<Arrival> arrivals, boolean more) {

    static Found of(Slice<Event> events) {
        return new Found(events.items().stream().map(event -> new Arrival(event.id, Kind.STORED, event.sessionId)).toList(),
                events.nextCursor() != null);
    }

    /** Of all kinds in order. Where there may be more of one, what is behind the last of that has to wait for it. */
    static List<Arrival> together(List<Found> kinds, int limit) {
        ObjectId bound = kinds.stream().filter(Found::more).map(kind -> kind.arrivals.getLast().id())
                .min(ObjectId::compareTo).orElse(null);
        return kinds.stream().flatMap(kind -> kind.arrivals.stream())
                .filter(arrival -> bound == null || arrival.id().compareTo(bound) <= 0).sorted().limit(limit).toList();
    }
}
