package io.conversation.event;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.ReadPreference;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertManyOptions;

import io.conversation.database.ArrivalIds;
import io.conversation.database.DatabaseFailures;
import io.conversation.database.IndexInitializer;
import io.conversation.json.Rfc3339;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.session.Session;
import io.conversation.session.SessionStatus;
import io.conversation.session.SessionWriter;
import io.conversation.telemetry.Meters;

/**
 * The only writer of events. The unique index on (sessionId, eventId) decides who was first; whoever was not reads what is
 * stored and answers with it.
 */
@Singleton
public class EventAppender {

    private static final Logger LOG = Logger.getLogger(EventAppender.class);
    private static final InsertManyOptions UNORDERED = new InsertManyOptions().ordered(false);

    private final ArrivalIds ids;
    private final Clock clock;
    private final IndexInitializer indexes;
    private final SessionWriter sessions;
    private final Meters meters;

    EventAppender(ArrivalIds ids, Clock clock, IndexInitializer indexes, SessionWriter sessions, Meters meters) {
        this.ids = ids;
        this.clock = clock;
        this.indexes = indexes;
        this.sessions = sessions;
        this.meters = meters;
    }

    /** Appends to a session that has been looked up, and marks as late what comes after its end. */
    public Appended append(Session session, NewEvent sent) {
        return append(session, List.of(sent), session.status.isEnded()).getFirst();
    }

    /** Appends whole conversations: whether an event was late is what it says itself. */
    public List<Appended> appendImported(Session session, List<NewEvent> sent) {
        return append(session, sent, false);
    }

    private List<Appended> append(Session session, List<NewEvent> sent, boolean late) {
        indexes.requireMade();
        Instant now = Rfc3339.cut(clock.instant());
        List<Event> events = sent.stream().map(event -> toEvent(session.sessionId, event, now, late)).toList();
        List<Appended> outcomes = insert(session.sessionId, sent, events);
        // Also after a replay: the one who stored the event may have been cut off before it came to this.
        if (session.status == SessionStatus.INITIATED && outcomes.stream().anyMatch(outcome -> !outcome.isFailed())) {
            sessions.activate(session.sessionId);
        }
        outcomes.forEach(this::count);
        return outcomes;
    }

    private Event toEvent(String sessionId, NewEvent sent, Instant now, boolean late) {
        Event event = new Event();
        event.id = ids.next();
        event.sessionId = sessionId;
        event.eventId = sent.eventId();
        event.type = sent.type();
        event.payload = sent.payload();
        event.receivedAt = sent.receivedAt() == null ? now : sent.receivedAt();
        event.timestamp = sent.timestamp() == null ? event.receivedAt : sent.timestamp();
        event.late = late || sent.late();
        return event;
    }

    private List<Appended> insert(String sessionId, List<NewEvent> sent, List<Event> events) {
        Appended[] outcomes = new Appended[events.size()];
        List<Integer> duplicates = new ArrayList<>();
        try {
            collection().insertMany(events, UNORDERED);
        } catch (MongoBulkWriteException e) {
            // Without it a duplicate could be answered as stored that a failover takes away.
            if (e.getWriteConcernError() != null) {
                throw e;
            }
            for (BulkWriteError error : e.getWriteErrors()) {
                if (DatabaseFailures.isDuplicateKey(error.getCode())) {
                    duplicates.add(error.getIndex());
                } else {
                    outcomes[error.getIndex()] = Appended.failed(refused(error, events.get(error.getIndex())));
                }
            }
        }
        readDuplicates(sessionId, duplicates, sent, events, outcomes);
        for (int i = 0; i < outcomes.length; i++) {
            outcomes[i] = outcomes[i] == null ? Appended.created(events.get(i)) : outcomes[i];
        }
        return Arrays.asList(outcomes);
    }

    private void readDuplicates(String sessionId, List<Integer> duplicates, List<NewEvent> sent, List<Event> events,
            Appended[] outcomes) {
        if (duplicates.isEmpty()) {
            return;
        }
        Map<String, Event> stored = new HashMap<>();
        collection().withReadPreference(ReadPreference.primary())
                .find(Filters.and(Filters.eq("sessionId", sessionId),
                        Filters.in("eventId", duplicates.stream().map(i -> sent.get(i).eventId()).toList())))
                .forEach(event -> stored.put(event.eventId, event));
        for (int i : duplicates) {
            Event before = stored.get(sent.get(i).eventId());
            if (before == null) {
                // Not this event but another's _id, once in ages; or the event has been deleted in between.
                outcomes[i] = again(sessionId, sent.get(i), events.get(i));
            } else {
                outcomes[i] = Appended.replayed(sent.get(i), before);
            }
        }
    }

    private Appended again(String sessionId, NewEvent sent, Event event) {
        event.id = ids.next();
        return insert(sessionId, List.of(sent), List.of(event)).getFirst();
    }

    private static ProblemException refused(BulkWriteError error, Event event) {
        LOG.warnf("The database refused event '%s' of session '%s': %d %s", event.eventId, event.sessionId,
                error.getCode(), error.getMessage());
        return new ProblemException(ProblemType.MALFORMED_REQUEST,
                "The database cannot hold event '" + event.eventId + "'.");
    }

    private void count(Appended outcome) {
        if (outcome.isFailed()) {
            return;
        }
        Event event = outcome.event();
        (outcome.isNew() ? meters.eventsCreated : meters.eventsReplayed).increment();
        if (outcome.isNew() && event.late) {
            meters.eventsLate.increment();
        }
        if (!outcome.differing().isEmpty()) {
            meters.eventsConflicting.increment();
            LOG.warnf("Ignored a repeat of event '%s' of session '%s' with another %s than stored", event.eventId,
                    event.sessionId, String.join(", ", outcome.differing()));
        }
    }

    private static MongoCollection<Event> collection() {
        return Event.mongoCollection();
    }
}
