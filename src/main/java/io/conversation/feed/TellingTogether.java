package io.conversation.feed;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.bson.types.ObjectId;

import io.conversation.event.Event;
import io.conversation.session.Session;
import io.conversation.tenant.SessionId;

/** What is told of some arrivals that were found together. */
final class TellingTogether {

    private final FeedReads reads;
    private final Given given;
    private final Map<SessionId, Session> about;
    private final Map<ObjectId, Event> events;
    private final Map<SessionId, List<Event>> passed;
    private final Set<ObjectId> forward = new HashSet<>();
    private final List<Told> items = new ArrayList<>();

    TellingTogether(FeedReads reads, Given given, Map<SessionId, Session> about, Map<ObjectId, Event> events,
            Map<SessionId, List<Event>> passed) {
        this.reads = reads;
        this.given = given;
        this.about = about;
        this.events = events;
        this.passed = passed;
    }

    List<Told> items() {
        return items;
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
