package io.conversation.feed;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

import com.mongodb.client.model.Filters;

import io.conversation.event.Event;
import io.conversation.paging.PageRequest;
import io.conversation.paging.Slice;
import io.conversation.tenant.SessionId;

/**
 * By session, what ids have behind its end and is not late: all of it for the first of the ends that were found together, and
 * as many more as one answer has room for.
 *
 * @param next the end from which on it is not read, null for none
 */
record Passed(Map<SessionId, List<Event>> events, ObjectId next) {

    private static final Bson NOT_LATE = Filters.ne("late", true);

    static final Passed NONE = new Passed(Map.of(), null);

    /** Of one session, what it was given by pods whose clocks are ahead of who ended it, while they differed. */
    private static final int OF_ONE = 10_000;

    /**
     * @param all reads what came after the first of some ends, of all their sessions
     * @param each reads what came after each, so much at the most: dearer where there are many
     */
    static Passed read(List<Arrival> ends, Function<List<Arrival>, Slice<Event>> all,
            BiFunction<List<Arrival>, Integer, Slice<Event>> each) {
        List<Arrival> some = ends;
        Slice<Event> events = all.apply(some);
        if (events.nextCursor() != null) {
            events = each.apply(some, PageRequest.MAX_LIMIT);
        }
        while (events.nextCursor() != null && some.size() > 1) {
            some = some.subList(0, some.size() / 2);
            events = each.apply(some, PageRequest.MAX_LIMIT);
        }
        if (events.nextCursor() != null) {
            events = each.apply(some, OF_ONE);
        }
        Map<SessionId, ObjectId> ids = some.stream()
                .collect(Collectors.toMap(Arrival::sessionId, Arrival::id, (one, again) -> again));
        return new Passed(events.items().stream().filter(event -> event.id.compareTo(ids.get(event.sessionId)) > 0)
                .collect(Collectors.groupingBy(event -> event.sessionId)),
                some.size() == ends.size() ? null : ends.get(some.size()).id());
    }

    /**
     * To be read: what was taken after the first of these ends, and was not late all the same: by a pod whose clock is ahead.
     */
    static Bson afterFirst(List<Arrival> ends, Bson types) {
        return Filters.and(Filters.in("sessionId", ends.stream().map(Arrival::sessionId).toList()),
                Filters.gt("_id", ends.getFirst().id()), NOT_LATE, types);
    }

    /** The same after each of them. All of it in each: else the server goes through all arrivals. */
    static Bson afterEach(List<Arrival> ends, Bson types) {
        return Filters.or(ends.stream().map(end -> Filters.and(Filters.eq("sessionId", end.sessionId()),
                Filters.gt("_id", end.id()), NOT_LATE, types)).toList());
    }

    boolean isReadOf(Arrival arrival) {
        return next == null || arrival.id().compareTo(next) < 0;
    }
}
