package io.conversation.feed;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

import com.mongodb.client.model.Filters;

import io.conversation.database.Deadline;
import io.conversation.event.Event;
import io.conversation.feed.FeedFilter.Wanted;
import io.conversation.feed.SessionsRead.Read;
import io.conversation.http.Reading;
import io.conversation.http.StoredSizes;
import io.conversation.http.Work;
import io.conversation.paging.Order;
import io.conversation.paging.PageRequest;
import io.conversation.paging.Slice;
import io.conversation.session.Session;
import io.conversation.session.Sessions;
import io.conversation.tenant.SessionId;

/**
 * Makes of arrivals what is told of them. Where the ids of pods whose clocks differ have it otherwise, a session is told before
 * its events, and its end after those that are not late: brought forward, and told again where their ids are.
 */
final class Telling {

    private final FeedReads reads;
    private final Sessions sessions;
    private final Wanted wanted;
    private final Reading<Event> reading;
    private final Reading<Event> readingAhead;
    private final SessionsRead about;
    private final SessionsRead ended;
    /** With what was found, by id. */
    private Map<ObjectId, Event> read = Map.of();

    Telling(FeedReads reads, Sessions sessions, Wanted wanted, Work work, StoredSizes sizes) {
        this.reads = reads;
        this.sessions = sessions;
        this.wanted = wanted;
        this.reading = new Reading<>(work, sizes.events, event -> event.payload.size());
        this.readingAhead = new Reading<>(work, sizes.events, event -> event.payload.size());
        this.about = new SessionsRead(sessions, work, sizes);
        this.ended = new SessionsRead(sessions, work, sizes);
    }

    int atOnce(int limit) {
        return about.atOnce(reads.has(Kind.STORED) ? reading.atOnce(limit) : limit);
    }

    /** The same of what a change stream tells. */
    TellingChanges changes(Duration clocksApart) {
        return new TellingChanges(reads, sessions, wanted, reading, about, ended, clocksApart);
    }

    /** The next that arrived after an id, in order, so many at the most; the events at once where all of them are wanted. */
    List<Arrival> after(ObjectId id, int limit, Deadline deadline) {
        if (!wanted.isAllEvents()) {
            return reads.after(id, limit, deadline);
        }
        return reads.after(id, limit, deadline, filter -> {
            Slice<Event> events = reading.read(limit + 1,
                    () -> reads.eventsAtOnce(filter, new PageRequest(limit, Order.ASC, null, ""), deadline));
            read = byId(events);
            return events;
        });
    }

    private static Map<ObjectId, Event> byId(Slice<Event> events) {
        return events.items().stream().collect(Collectors.toMap(event -> event.id, event -> event));
    }

    /** In order; all of what was found is given by then, but for what is too much for one answer of the database. */
    List<Told> tell(List<Arrival> all, Given given, int limit, Deadline deadline) {
        ended.forget();
        Read<SessionId> read = about.read(all.stream().map(Arrival::sessionId).distinct().toList(),
                some -> reads.sessions(some, wanted.sessions(), deadline));
        Set<SessionId> named = Set.copyOf(read.named());
        return tell(all.stream().takeWhile(arrival -> named.contains(arrival.sessionId())).toList(),
                read.there().stream().collect(Collectors.toMap(session -> session.sessionId, session -> session)), given,
                limit, deadline);
    }

    private List<Told> tell(List<Arrival> found, Map<SessionId, Session> about, Given given, int limit, Deadline deadline) {
        ObjectId last = null;
        List<Arrival> stored = found.stream()
                .filter(arrival -> arrival.kind() == Kind.STORED && about.containsKey(arrival.sessionId())).toList();
        Map<ObjectId, Event> whole = read;
        read = Map.of();
        if (whole.isEmpty() || !whole.keySet().containsAll(stored.stream().map(Arrival::id).toList())) {
            Slice<Event> events = events(stored, limit, deadline);
            whole = byId(events);
            last = events.nextCursor() == null ? null : events.items().getLast().id;
        }
        Passed passed = passed(found, about, deadline);
        TellingTogether together = new TellingTogether(reads, given, about, whole, passed.events());
        for (Arrival arrival : found) {
            if ((last == null || arrival.id().compareTo(last) <= 0) && passed.isReadOf(arrival)) {
                together.tell(arrival);
            }
        }
        return together.items();
    }

    private Slice<Event> events(List<Arrival> stored, int limit, Deadline deadline) {
        return stored.isEmpty() ? none(reading)
                : read(reading, Filters.and(FeedReads.events(
                        stored.stream().map(Arrival::sessionId).collect(Collectors.toSet()),
                        stored.stream().map(Arrival::id).toList()), types()), limit, deadline);
    }

    private Passed passed(List<Arrival> found, Map<SessionId, Session> about, Deadline deadline) {
        List<Arrival> ends = found.stream()
                .filter(arrival -> arrival.kind() == Kind.ENDED && about.containsKey(arrival.sessionId())).toList();
        if (ends.isEmpty() || !reads.has(Kind.STORED)) {
            none(readingAhead);
            return Passed.NONE;
        }
        return Passed.read(ends,
                all -> read(readingAhead, Passed.afterFirst(all, types()), PageRequest.MAX_LIMIT, deadline),
                (each, limit) -> read(readingAhead, Passed.afterEach(each, types()), limit, deadline));
    }

    private Bson types() {
        return wanted.types().isEmpty() ? Filters.empty() : Filters.in("type", wanted.types());
    }

    /** Gives back the memory of the last. */
    private static Slice<Event> none(Reading<Event> reading) {
        return reading.read(0, () -> new Slice<>(List.of(), null));
    }

    private Slice<Event> read(Reading<Event> reading, Bson filter, int limit, Deadline deadline) {
        PageRequest page = new PageRequest(limit, Order.ASC, null, "");
        return reading.read(limit + 1, () -> reads.events(filter, page, deadline));
    }
}
