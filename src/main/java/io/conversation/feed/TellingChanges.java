package io.conversation.feed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.bson.BsonReader;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.types.ObjectId;

import io.conversation.database.Deadline;
import io.conversation.event.Event;
import io.conversation.feed.FeedFilter.Wanted;
import io.conversation.http.Reading;
import io.conversation.paging.Slice;
import io.conversation.session.Session;
import io.conversation.session.Sessions;
import io.conversation.tenant.SessionId;

/**
 * Makes of changes what is told of them: an event is what was inserted, a session as it is by now, all that some changes are
 * about read at once. Of one that is not there any more nothing is told, nor what an earlier one of its id has left.
 */
final class TellingChanges {

    private final FeedReads reads;
    private final Sessions sessions;
    private final Wanted wanted;
    private final Reading<Event> reading;
    private final Duration clocksApart;

    TellingChanges(FeedReads reads, Sessions sessions, Wanted wanted, Reading<Event> reading, Duration clocksApart) {
        this.reads = reads;
        this.sessions = sessions;
        this.wanted = wanted;
        this.reading = reading;
        this.clocksApart = clocksApart;
    }

    /** In order, each with the place behind it. */
    List<Told> tell(List<Change> changes, Mark from, Deadline deadline) {
        List<Change> arrivals = changes.stream().filter(change -> isWanted(change, from)).toList();
        List<Told> told = new ArrayList<>();
        Map<ObjectId, Event> events = events(arrivals);
        if (arrivals.isEmpty()) {
            return told;
        }
        // By then whatever they rest on is there: a session was created before its events were written.
        reads.begin(sessions.abreast(changes.getLast().time()));
        Map<SessionId, Session> named = named(arrivals, deadline);
        Map<ObjectId, Session> ended = ended(arrivals, deadline);
        Mark mark = from;
        for (Change change : changes) {
            FeedPosition before = FeedPosition.marked(mark, reads.whose());
            mark = mark.at(change.second(), change.token());
            if (isWanted(change, from)) {
                Session session = change.kind() == Kind.ENDED ? ended.get(change.document()) : named.get(change.sessionId());
                if (session != null && isAbout(change, session)) {
                    tell(change, session, events, before, FeedPosition.marked(mark, reads.whose()), told);
                }
            }
        }
        return told;
    }

    private void tell(Change change, Session session, Map<ObjectId, Event> events, FeedPosition before, FeedPosition behind,
            List<Told> told) {
        switch (change.kind()) {
            case CREATED -> {
                boolean ended = change.endAtOnce() != null && reads.has(Kind.ENDED);
                told.add(new Told(ended ? before : behind, Item.created(session)));
                if (ended) {
                    told.add(new Told(behind, Item.ended(session)));
                }
            }
            case STORED -> told.add(new Told(behind, Item.stored(events.get(change.id()))));
            case ENDED -> told.add(new Told(behind, Item.ended(session)));
        }
    }

    private boolean isWanted(Change change, Mark from) {
        return change.kind() != null && reads.has(change.kind()) && !from.has(change.id())
                && (change.kind() != Kind.STORED || change.isOf(wanted.types()));
    }

    /** Not about one of the same id that was erased before this one began. */
    private boolean isAbout(Change change, Session session) {
        return switch (change.kind()) {
            case CREATED -> change.id().equals(session.id);
            case STORED -> change.id().compareTo(FeedPosition.before(session.id, clocksApart)) >= 0;
            case ENDED -> change.id().equals(session.endedId);
        };
    }

    /** By the id of each, with memory for what they are. */
    private Map<ObjectId, Event> events(List<Change> arrivals) {
        Codec<Event> codec = Event.<Event> mongoCollection().getCodecRegistry().get(Event.class);
        List<Change> stored = arrivals.stream().filter(change -> change.kind() == Kind.STORED).toList();
        return reading.read(stored.size(), () -> new Slice<>(stored.stream().map(change -> read(change, codec)).toList(), null))
                .items().stream().collect(Collectors.toMap(event -> event.id, event -> event));
    }

    private static Event read(Change change, Codec<Event> codec) {
        try (BsonReader reader = change.whole().asBsonReader()) {
            return codec.decode(reader, DecoderContext.builder().build());
        }
    }

    private Map<SessionId, Session> named(List<Change> arrivals, Deadline deadline) {
        Set<SessionId> ids = arrivals.stream().filter(change -> change.kind() != Kind.ENDED).map(Change::sessionId)
                .collect(Collectors.toSet());
        ids.forEach(reads.whose()::require);
        Map<SessionId, Session> named = reads.sessions(ids, wanted.sessions(), deadline);
        named.values().removeIf(session -> !sessions.isThere(session));
        return named;
    }

    private Map<ObjectId, Session> ended(List<Change> arrivals, Deadline deadline) {
        List<ObjectId> documents = arrivals.stream().filter(change -> change.kind() == Kind.ENDED).map(Change::document)
                .toList();
        return reads.sessionsOf(documents, wanted.sessions(), deadline).stream().filter(sessions::isThere)
                .collect(Collectors.toMap(session -> session.id, session -> session));
    }
}
