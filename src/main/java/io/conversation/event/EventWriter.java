package io.conversation.event;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.inject.Singleton;

import org.bson.BSONException;
import org.bson.conversions.Bson;
import org.jboss.logging.Logger;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.ReadPreference;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertManyOptions;

import io.conversation.database.DatabaseFailures;
import io.conversation.database.Deadline;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.session.SessionStatus;
import io.conversation.session.SessionWriter;
import io.conversation.session.Sessions;

/**
 * Writes a group of events, of any sessions, in as few commands as there are kinds of work: one look-up of the sessions, one
 * unordered insert, and only where needed one read of the duplicates and one change of status. Each event has its own outcome.
 */
@Singleton
class EventWriter {

    private static final Logger LOG = Logger.getLogger(EventWriter.class);
    private static final InsertManyOptions UNORDERED = new InsertManyOptions().ordered(false);

    private final SessionWriter sessions;

    EventWriter(SessionWriter sessions) {
        this.sessions = sessions;
    }

    List<Appended> write(List<Append> appends, Deadline deadline) {
        Set<String> ids = new HashSet<>();
        appends.forEach(append -> ids.add(append.sessionId()));
        return write(appends, Sessions.statuses(ids, deadline), deadline);
    }

    /** With the sessions' status known already; a session that is not in the map does not exist. */
    List<Appended> write(List<Append> appends, Map<String, SessionStatus> statuses, Deadline deadline) {
        Appended[] outcomes = new Appended[appends.size()];
        List<Integer> places = new ArrayList<>();
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < outcomes.length; i++) {
            Append append = appends.get(i);
            SessionStatus status = statuses.get(append.sessionId());
            if (status == null) {
                outcomes[i] = Appended.failed(Sessions.notFound(append.sessionId()));
            } else {
                places.add(i);
                events.add(append.toEvent(status.isEnded()));
            }
        }
        List<Appended> inserted = insert(places.stream().map(appends::get).toList(), events, deadline);
        for (int i = 0; i < inserted.size(); i++) {
            outcomes[places.get(i)] = inserted.get(i);
        }
        activate(appends, outcomes, statuses, deadline);
        return Arrays.asList(outcomes);
    }

    /** Also after a replay: the one who stored the event may have been cut off before it came to this. */
    private void activate(List<Append> appends, Appended[] outcomes, Map<String, SessionStatus> statuses, Deadline deadline) {
        Set<String> started = new HashSet<>();
        for (int i = 0; i < outcomes.length; i++) {
            String sessionId = appends.get(i).sessionId();
            if (!outcomes[i].isFailed() && statuses.get(sessionId) == SessionStatus.INITIATED) {
                started.add(sessionId);
            }
        }
        if (!started.isEmpty()) {
            sessions.activate(started, deadline);
        }
    }

    private List<Appended> insert(List<Append> appends, List<Event> events, Deadline deadline) {
        if (events.isEmpty()) {
            return List.of();
        }
        Appended[] outcomes = new Appended[events.size()];
        List<Integer> duplicates = new ArrayList<>();
        try {
            deadline.on(Event.<Event> mongoCollection()).insertMany(events, UNORDERED);
        } catch (MongoBulkWriteException e) {
            // Without it a duplicate could be answered as stored that a failover takes away.
            if (e.getWriteConcernError() != null) {
                throw e;
            }
            for (BulkWriteError error : e.getWriteErrors()) {
                if (DatabaseFailures.isDuplicateKey(error.getCode())) {
                    duplicates.add(error.getIndex());
                } else {
                    outcomes[error.getIndex()] = Appended.failed(refused(error.getMessage(), events.get(error.getIndex())));
                }
            }
        } catch (MongoException e) {
            if (DatabaseFailures.isPassing(e)) {
                throw e;
            }
            return apart(appends, events, e, deadline);
        } catch (BSONException e) {
            // Refused by the driver, which has sent nothing of it, or only what comes before it.
            return apart(appends, events, e, deadline);
        }
        readDuplicates(duplicates, appends, events, outcomes, deadline);
        for (int i = 0; i < outcomes.length; i++) {
            outcomes[i] = outcomes[i] == null ? Appended.created(events.get(i)) : outcomes[i];
        }
        return Arrays.asList(outcomes);
    }

    /** One of them made the whole command fail: each is tried again in halves, so that only the one that did it fails. */
    private List<Appended> apart(List<Append> appends, List<Event> events, RuntimeException e,
            Deadline deadline) {
        if (events.size() == 1) {
            return List.of(Appended.failed(refused(e.getMessage(), events.getFirst())));
        }
        int half = events.size() / 2;
        List<Appended> outcomes = new ArrayList<>(insert(appends.subList(0, half), events.subList(0, half), deadline));
        outcomes.addAll(insert(appends.subList(half, events.size()), events.subList(half, events.size()), deadline));
        return outcomes;
    }

    private void readDuplicates(List<Integer> duplicates, List<Append> appends, List<Event> events, Appended[] outcomes,
            Deadline deadline) {
        if (duplicates.isEmpty()) {
            return;
        }
        Map<String, List<String>> wanted = new HashMap<>();
        for (int i : duplicates) {
            wanted.computeIfAbsent(events.get(i).sessionId, id -> new ArrayList<>()).add(events.get(i).eventId);
        }
        List<Bson> bySession = wanted.entrySet().stream()
                .map(ids -> Filters.and(Filters.eq("sessionId", ids.getKey()), Filters.in("eventId", ids.getValue())))
                .toList();
        Map<String, Event> stored = new HashMap<>();
        deadline.on(Event.<Event> mongoCollection().withReadPreference(ReadPreference.primary()))
                .find(bySession.size() == 1 ? bySession.getFirst() : Filters.or(bySession))
                .forEach(event -> stored.put(key(event), event));
        for (int i : duplicates) {
            Event before = stored.get(key(events.get(i)));
            if (before == null) {
                outcomes[i] = vanished(appends.get(i));
            } else if (before.id.equals(events.get(i).id)) {
                outcomes[i] = Appended.created(before);
            } else {
                outcomes[i] = Appended.replayed(appends.get(i).sent(), before);
            }
        }
    }

    /** The index said it was there and a moment later it was not: deleted in between. Its sender's retry sorts it out. */
    private static Appended vanished(Append append) {
        LOG.warnf("Event '%s' of session '%s' vanished between two commands", append.sent().eventId(), append.sessionId());
        return Appended.failed(new ProblemException(ProblemType.UNAVAILABLE,
                "The event was being deleted while it was appended; repeat it."));
    }

    private static String key(Event event) {
        return event.sessionId + " " + event.eventId;
    }

    private static ProblemException refused(String reason, Event event) {
        LOG.warnf("The database refused event '%s' of session '%s': %s", event.eventId, event.sessionId, reason);
        return new ProblemException(ProblemType.MALFORMED_REQUEST, "The database cannot hold event '" + event.eventId + "'.");
    }
}
