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
import io.conversation.feed.SessionsRead.Read;
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
    private final SessionsRead about;
    private final SessionsRead ended;
    private final Duration clocksApart;

    TellingChanges(FeedReads reads, Sessions sessions, Wanted wanted, Reading<Event> reading, SessionsRead about,
            SessionsRead ended, Duration clocksApart) {
        this.reads = reads;
        this.sessions = sessions;
        this.wanted = wanted;
        this.reading = reading;
        this.about = about;
        this.ended = ended;
        this.clocksApart = clocksApart;
    }

    /**
     * @param mark behind what was gone through
     * @param all whether that was all: the rest was too much for one answer of the database
     */
    record Part(List<Told> told, Mark mark, boolean all) {
    }

    /** In order, each with the place behind it. */
    Part tell(List<Change> changes, Mark from, Deadline deadline) {
        List<Change> arrivals = changes.stream().filter(change -> isWanted(change, from)).toList();
        Map<ObjectId, Event> events = events(arrivals);
        if (!arrivals.isEmpty()) {
            // By then whatever they rest on is there: a session was created before its events were written.
            reads.begin(sessions.abreast(changes.getLast().time()));
        }
        About about = about(arrivals, deadline);
        List<Told> told = new ArrayList<>();
        Mark mark = from;
        for (Change change : changes) {
            boolean wanted = isWanted(change, from);
            if (wanted && !about.isReadOf(change)) {
                return new Part(told, mark, false);
            }
            FeedPosition before = FeedPosition.marked(mark, reads.whose());
            mark = mark.at(change.second(), change.token());
            Session session = wanted ? about.of(change) : null;
            if (session != null && isAbout(change, session)) {
                tell(change, session, events, before, FeedPosition.marked(mark, reads.whose()), told);
            }
        }
        return new Part(told, mark, true);
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

    private About about(List<Change> arrivals, Deadline deadline) {
        List<SessionId> ids = arrivals.stream().filter(change -> change.kind() != Kind.ENDED).map(Change::sessionId).distinct()
                .toList();
        ids.forEach(reads.whose()::require);
        List<ObjectId> documents = arrivals.stream().filter(change -> change.kind() == Kind.ENDED).map(Change::document)
                .distinct().toList();
        return new About(about.read(ids, some -> reads.sessions(some, wanted.sessions(), deadline)),
                ended.read(documents, some -> reads.sessionsOf(some, wanted.sessions(), deadline)));
    }

    /** The sessions that changes are about: nothing is told of an end but its document. */
    private static final class About {

        private final Set<SessionId> ids;
        private final Set<ObjectId> documents;
        private final Map<SessionId, Session> named;
        private final Map<ObjectId, Session> ended;

        About(Read<SessionId> named, Read<ObjectId> ended) {
            this.ids = Set.copyOf(named.named());
            this.documents = Set.copyOf(ended.named());
            this.named = named.there().stream().collect(Collectors.toMap(session -> session.sessionId, session -> session));
            this.ended = ended.there().stream().collect(Collectors.toMap(session -> session.id, session -> session));
        }

        boolean isReadOf(Change change) {
            return change.kind() == Kind.ENDED ? documents.contains(change.document()) : ids.contains(change.sessionId());
        }

        Session of(Change change) {
            return change.kind() == Kind.ENDED ? ended.get(change.document()) : named.get(change.sessionId());
        }
    }
}
