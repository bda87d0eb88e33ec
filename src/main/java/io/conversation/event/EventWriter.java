package io.conversation.event;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import com.mongodb.MongoException;
import com.mongodb.client.model.InsertManyOptions;

import io.conversation.database.DatabaseFailures;
import io.conversation.database.Deadline;
import io.conversation.database.UnorderedWrite;
import io.conversation.database.UnorderedWrite.Done;
import io.conversation.database.UnorderedWrite.Duplicate;
import io.conversation.database.UnorderedWrite.Outcome;
import io.conversation.database.UnorderedWrite.Refused;
import io.conversation.problem.ProblemException;
import io.conversation.session.SessionStatus;
import io.conversation.session.SessionWriter;
import io.conversation.session.Sessions;
import io.conversation.session.Tombstones;
import io.conversation.tenant.SessionId;

/**
 * Writes a group of events, of any sessions, in as few commands as there are kinds of work: one look-up of the sessions, one
 * unordered insert, and only where needed one read of the duplicates, one change of status, and a second look for sessions that
 * the first did not find. Each event has its own outcome.
 */
@Singleton
class EventWriter {

    private static final InsertManyOptions UNORDERED = new InsertManyOptions().ordered(false);

    private final Sessions sessions;
    private final SessionWriter sessionWriter;
    private final UnorderedWrite writes;
    private final DatabaseFailures failures;
    private final Tombstones tombstones;

    EventWriter(Sessions sessions, SessionWriter sessionWriter, UnorderedWrite writes, DatabaseFailures failures,
            Tombstones tombstones) {
        this.sessions = sessions;
        this.sessionWriter = sessionWriter;
        this.writes = writes;
        this.failures = failures;
        this.tombstones = tombstones;
    }

    List<Appended> write(List<Append> appends, Deadline deadline) {
        Set<SessionId> ids = new HashSet<>();
        appends.forEach(append -> ids.add(append.sessionId()));
        Map<SessionId, SessionStatus> statuses = sessions.statuses(ids, deadline);
        List<Appended> outcomes = write(appends, statuses, deadline);
        ids.removeAll(statuses.keySet());
        if (!ids.isEmpty()) {
            lookAgain(ids, appends, outcomes, deadline);
        }
        return outcomes;
    }

    /** After all others have been written: a session that is not there, or a primary that was cut off, must not cost them. */
    private void lookAgain(Set<SessionId> missing, List<Append> appends, List<Appended> outcomes, Deadline deadline) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < appends.size(); i++) {
            if (missing.contains(appends.get(i).sessionId())) {
                places.add(i);
            }
        }
        List<Append> again = places.stream().map(appends::get).toList();
        try {
            Map<SessionId, SessionStatus> found = sessions.confirmedStatuses(missing, deadline);
            if (!found.isEmpty()) {
                put(outcomes, places, write(again, found, deadline));
            }
            tellErased(missing, found.keySet(), again, places, outcomes, deadline);
        } catch (MongoException e) {
            Appended failed = Appended.failed(failures.problem(e));
            places.forEach(place -> outcomes.set(place, failed));
        } catch (ProblemException e) {
            places.forEach(place -> outcomes.set(place, Appended.failed(e)));
        }
    }

    /** Only here, where a session is missing, are tombstones read: the other appends do not pay for them. */
    private void tellErased(Set<SessionId> missing, Set<SessionId> found, List<Append> again, List<Integer> places,
            List<Appended> outcomes, Deadline deadline) {
        Set<SessionId> gone = new HashSet<>(missing);
        gone.removeAll(found);
        if (gone.isEmpty()) {
            return;
        }
        Map<SessionId, Appended> refused = refused(gone, deadline);
        for (int i = 0; i < again.size(); i++) {
            Appended outcome = refused.get(again.get(i).sessionId());
            if (outcome != null) {
                outcomes.set(places.get(i), outcome);
            }
        }
    }

    /** What is answered instead of {@code session-not-found}; a look-up that fails costs only those that it is for. */
    private Map<SessionId, Appended> refused(Set<SessionId> gone, Deadline deadline) {
        try {
            return tombstones.standing(gone, deadline).stream()
                    .collect(Collectors.toMap(Function.identity(), id -> Appended.failed(Tombstones.erased(id))));
        } catch (MongoException | ProblemException e) {
            Appended failed = Appended.failed(e instanceof MongoException m ? failures.problem(m) : (ProblemException) e);
            return gone.stream().collect(Collectors.toMap(Function.identity(), id -> failed));
        }
    }

    private static void put(List<Appended> outcomes, List<Integer> places, List<Appended> these) {
        for (int i = 0; i < these.size(); i++) {
            outcomes.set(places.get(i), these.get(i));
        }
    }

    /** A session that is not in the map does not exist. */
    List<Appended> write(List<Append> appends, Map<SessionId, SessionStatus> statuses, Deadline deadline) {
        List<Appended> outcomes = Arrays.asList(new Appended[appends.size()]);
        List<Integer> places = new ArrayList<>();
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < appends.size(); i++) {
            Append append = appends.get(i);
            SessionStatus status = statuses.get(append.sessionId());
            if (status == null) {
                outcomes.set(i, Appended.failed(Sessions.notFound(append.sessionId())));
            } else {
                places.add(i);
                events.add(append.toEvent(status.isEnded()));
            }
        }
        put(outcomes, places, insert(places.stream().map(appends::get).toList(), events, deadline));
        activate(appends, outcomes, statuses, deadline);
        return outcomes;
    }

    /** Also after a replay: the one who stored the event may have been cut off before it came to this. */
    private void activate(List<Append> appends, List<Appended> outcomes, Map<SessionId, SessionStatus> statuses,
            Deadline deadline) {
        Set<SessionId> started = new HashSet<>();
        for (int i = 0; i < outcomes.size(); i++) {
            SessionId sessionId = appends.get(i).sessionId();
            if (!outcomes.get(i).isFailed() && statuses.get(sessionId) == SessionStatus.INITIATED) {
                started.add(sessionId);
            }
        }
        if (started.isEmpty()) {
            return;
        }
        // Their events are stored; but a session that has begun must not stay as if it had not, and the repeat sees to it.
        Map<SessionId, ProblemException> failed = sessionWriter.activate(started, deadline);
        for (int i = 0; i < outcomes.size(); i++) {
            ProblemException problem = failed.get(appends.get(i).sessionId());
            if (problem != null && !outcomes.get(i).isFailed()) {
                outcomes.set(i, Appended.failed(problem));
            }
        }
    }

    private List<Appended> insert(List<Append> appends, List<Event> events, Deadline deadline) {
        List<Outcome> written = writes.send(events, EventWriter::named, these -> {
            deadline.on(Event.<Event> mongoCollection()).insertMany(these, UNORDERED);
            return null;
        });
        List<Appended> outcomes = new ArrayList<>();
        StoredBefore before = new StoredBefore(appends, events);
        for (int i = 0; i < written.size(); i++) {
            outcomes.add(switch (written.get(i)) {
                case Done done -> Appended.created(events.get(i));
                case Refused(ProblemException problem) -> Appended.failed(problem);
                case Duplicate duplicate -> {
                    before.add(i);
                    yield null;
                }
            });
        }
        before.read(outcomes, deadline);
        return outcomes;
    }

    static String named(Event event) {
        return "event '" + event.eventId + "' of session '" + event.sessionId + "'";
    }
}
