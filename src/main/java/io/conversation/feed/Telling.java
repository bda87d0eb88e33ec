package io.conversation.feed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
import io.conversation.http.Reading;
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
    /** With what was found, by id. */
    private Map<ObjectId, Event> read = Map.of();

    Telling(FeedReads reads, Sessions sessions, Wanted wanted, Reading<Event> reading,
            Reading<Event> readingAhead) {
        this.reads = reads;
        this.sessions = sessions;
        this.wanted = wanted;
        this.reading = reading;
        this.readingAhead = readingAhead;
    }

    int atOnce(int limit) {
        return reading.atOnce(limit);
    }

    /** The same of what a change stream tells. */
    TellingChanges changes(Duration clocksApart) {
        return new TellingChanges(reads, sessions, wanted, reading, clocksApart);
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
    List<Told> tell(List<Arrival> found, Given given, int limit, Deadline deadline) {
        Map<SessionId, Session> about = about(found, deadline);
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
        Batch batch = new Batch(reads, given, about, whole, passed(found, about, deadline));
        for (Arrival arrival : found) {
            if (last == null || arrival.id().compareTo(last) <= 0) {
                batch.tell(arrival);
            }
        }
        return batch.items;
    }

    /** The sessions that are there, and wanted. */
    private Map<SessionId, Session> about(List<Arrival> found, Deadline deadline) {
        Map<SessionId, Session> about = reads.sessions(
                found.stream().map(Arrival::sessionId).collect(Collectors.toSet()), wanted.sessions(), deadline);
        about.values().removeIf(session -> !sessions.isThere(session));
        return about;
    }

    private Slice<Event> events(List<Arrival> stored, int limit, Deadline deadline) {
        return read(reading, stored.isEmpty() ? null
                : FeedReads.events(stored.stream().map(Arrival::sessionId).collect(Collectors.toSet()),
                        stored.stream().map(Arrival::id).toList()),
                limit, deadline);
    }

    /** By session, what ids have behind its end and is not late. */
    private Map<SessionId, List<Event>> passed(List<Arrival> found, Map<SessionId, Session> about, Deadline deadline) {
        Map<SessionId, ObjectId> ends = new HashMap<>();
        found.stream().filter(arrival -> arrival.kind() == Kind.ENDED && about.containsKey(arrival.sessionId()))
                .forEach(arrival -> ends.put(arrival.sessionId(), arrival.id()));
        Bson filter = ends.isEmpty() || !reads.has(Kind.STORED) ? null
                : FeedReads.afterTheirEnds(ends.keySet(), ends.values().stream().min(ObjectId::compareTo).orElseThrow());
        return read(readingAhead, filter, PageRequest.MAX_LIMIT, deadline).items().stream()
                .filter(event -> event.id.compareTo(ends.get(event.sessionId)) > 0)
                .collect(Collectors.groupingBy(event -> event.sessionId));
    }

    /** @param filter null for none */
    private Slice<Event> read(Reading<Event> reading, Bson filter, int limit, Deadline deadline) {
        if (filter == null) {
            return reading.read(0, () -> new Slice<>(List.of(), null));
        }
        Bson all = wanted.types().isEmpty() ? filter : Filters.and(filter, Filters.in("type", wanted.types()));
        PageRequest page = new PageRequest(limit, Order.ASC, null, "");
        return reading.read(limit + 1, () -> reads.events(all, page, deadline));
    }

    /** What is told of some arrivals that were found together. */
    private static final class Batch {

        private final FeedReads reads;
        private final Given given;
        private final Map<SessionId, Session> about;
        private final Map<ObjectId, Event> events;
        private final Map<SessionId, List<Event>> passed;
        private final Set<ObjectId> forward = new HashSet<>();
        private final List<Told> items = new ArrayList<>();

        Batch(FeedReads reads, Given given, Map<SessionId, Session> about, Map<ObjectId, Event> events,
                Map<SessionId, List<Event>> passed) {
            this.reads = reads;
            this.given = given;
            this.about = about;
            this.events = events;
            this.passed = passed;
        }

        void tell(Arrival arrival) {
            Session session = about.get(arrival.sessionId());
            if (session != null) {
                before(arrival, session);
            }
            given.add(arrival.id());
            if (session != null && !forward.contains(arrival.id())) {
                switch (arrival.kind()) {
                    case CREATED -> add(Item.created(session));
                    case ENDED -> add(Item.ended(session));
                    case STORED -> {
                        if (events.containsKey(arrival.id())) {
                            add(Item.stored(events.get(arrival.id())));
                        }
                    }
                }
            }
        }

        private void before(Arrival arrival, Session session) {
            switch (arrival.kind()) {
                case CREATED -> {
                }
                case STORED -> {
                    forward(Item.created(session));
                    Event event = events.get(arrival.id());
                    if (event != null && event.late && session.endedId != null) {
                        forward(Item.ended(session));
                    }
                }
                case ENDED -> {
                    forward(Item.created(session));
                    passed.getOrDefault(arrival.sessionId(), List.of()).stream().map(Item::stored)
                            .forEach(this::forward);
                }
            }
        }

        /** If it is not yet given, nor brought forward. */
        private void forward(Item item) {
            if (reads.has(item.kind()) && !given.has(item.id()) && forward.add(item.id())) {
                add(item);
            }
        }

        private void add(Item item) {
            items.add(new Told(given.position(), item));
        }
    }
}
