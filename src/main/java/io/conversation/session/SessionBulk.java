package io.conversation.session;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.inject.Singleton;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;

import io.conversation.database.ArrivalIds;
import io.conversation.database.DatabaseFailures;
import io.conversation.database.Deadline;
import io.conversation.database.Deadlines;
import io.conversation.database.IndexInitializer;
import io.conversation.database.UnorderedWrite;
import io.conversation.database.UnorderedWrite.Done;
import io.conversation.database.UnorderedWrite.Duplicate;
import io.conversation.database.UnorderedWrite.Outcome;
import io.conversation.database.UnorderedWrite.Refused;
import io.conversation.json.Rfc3339;
import io.conversation.problem.ProblemException;
import io.conversation.session.SessionWriter.Written;
import io.conversation.tenant.SessionId;

/**
 * Creates and completes many sessions in one command each, by the same filters and with the same outcomes as one by one: what
 * is wrong with one session fails that one.
 */
@Singleton
public class SessionBulk {

    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true).hintString(SessionIndexes.BY_ID_NAME);

    private final SessionWriter writer;
    private final UnorderedWrite writes;
    private final ArrivalIds ids;
    private final Clock clock;
    private final IndexInitializer indexes;
    private final Tombstones tombstones;
    private final Retention retention;
    private final PastSessions past;
    private final Deadlines deadlines;

    SessionBulk(SessionWriter writer, UnorderedWrite writes, ArrivalIds ids, Clock clock, IndexInitializer indexes,
            Tombstones tombstones, Retention retention, PastSessions past, Deadlines deadlines) {
        this.writer = writer;
        this.writes = writes;
        this.ids = ids;
        this.clock = clock;
        this.indexes = indexes;
        this.tombstones = tombstones;
        this.retention = retention;
        this.past = past;
        this.deadlines = deadlines;
    }

    /** What became of one session: as it is stored, or, where that is null, the problem that kept it from being so. */
    public record Created(Written written, ProblemException problem) {
    }

    /** The sessions must have different ids. Those whose erasure stands are refused, at the cost of one read for all. */
    public List<Created> create(List<NewSession> wanted, Deadline deadline) {
        indexes.requireMade();
        Set<SessionId> erased = tombstones.standing(wanted.stream().map(NewSession::sessionId).toList(), deadline);
        if (erased.isEmpty()) {
            return createAll(wanted, deadline);
        }
        List<NewSession> others = wanted.stream().filter(session -> !erased.contains(session.sessionId())).toList();
        Iterator<Created> created = (others.isEmpty() ? List.<Created> of() : createAll(others, deadline)).iterator();
        return wanted.stream().map(session -> erased.contains(session.sessionId())
                ? new Created(null, Tombstones.erased(session.sessionId()))
                : created.next()).toList();
    }

    private List<Created> createAll(List<NewSession> wanted, Deadline deadline) {
        Instant now = Rfc3339.cut(clock.instant());
        List<Session> sessions = wanted.stream().map(session -> session.toSession(ids.next(), now)).toList();
        List<Outcome> outcomes = writes.send(sessions, session -> SessionWriter.named(session.sessionId),
                these -> upsert(these, deadline));
        Map<SessionId, Session> before = storedBefore(sessions, outcomes, deadline);
        Map<SessionId, Created> anew = createAnew(wanted, sessions, before);
        List<Created> created = new ArrayList<>();
        for (int i = 0; i < sessions.size(); i++) {
            Session mine = sessions.get(i);
            created.add(anew.containsKey(mine.sessionId) ? anew.get(mine.sessionId) : switch (outcomes.get(i)) {
                case Refused(ProblemException problem) -> new Created(null, problem);
                case Done(boolean upserted) when upserted -> created(wanted.get(i), mine, mine);
                case Done found -> created(wanted.get(i), mine, before.get(mine.sessionId));
                case Duplicate raced -> created(wanted.get(i), mine, before.get(mine.sessionId));
            });
        }
        return created;
    }

    /** In the place of those that are past their time, which are removed one by one, each within a deadline of its own. */
    private Map<SessionId, Created> createAnew(List<NewSession> wanted, List<Session> sessions,
            Map<SessionId, Session> before) {
        List<NewSession> again = new ArrayList<>();
        for (int i = 0; i < sessions.size(); i++) {
            Session stored = before.get(sessions.get(i).sessionId);
            if (stored != null && retention.isPast(stored)) {
                past.remove(stored, sessions.get(i).id, deadlines.start());
                again.add(wanted.get(i));
            }
        }
        Map<SessionId, Created> anew = new HashMap<>();
        List<Created> created = again.isEmpty() ? List.of() : createAll(again, deadlines.start());
        for (int i = 0; i < again.size(); i++) {
            anew.put(again.get(i).sessionId(), created.get(i));
        }
        return anew;
    }

    private BulkWriteResult upsert(List<Session> sessions, Deadline deadline) {
        try {
            return deadline.on(SessionWriter.collection()).bulkWrite(sessions.stream().map(SessionBulk::upsert).toList(),
                    SessionWriter.UNORDERED);
        } catch (MongoBulkWriteException e) {
            if (e.getWriteErrors().stream()
                    .anyMatch(error -> DatabaseFailures.isIndexGone(error.getCode(), error.getMessage()))) {
                throw indexes.gone();
            }
            throw e;
        }
    }

    private static UpdateOneModel<Session> upsert(Session session) {
        return new UpdateOneModel<>(SessionWriter.bySessionId(session.sessionId), SessionWriter.onInsert(session), UPSERT);
    }

    private Created created(NewSession wanted, Session mine, Session stored) {
        if (stored == null) {
            return new Created(null, DatabaseFailures.notDurableYet(SessionWriter.named(mine.sessionId)));
        }
        return stored.isErased() ? new Created(null, Tombstones.erased(mine.sessionId))
                : new Created(writer.outcome(wanted, mine.id, stored), null);
    }

    private static Map<SessionId, Session> storedBefore(List<Session> sessions, List<Outcome> outcomes, Deadline deadline) {
        List<SessionId> before = new ArrayList<>();
        for (int i = 0; i < sessions.size(); i++) {
            boolean wasThere = switch (outcomes.get(i)) {
                case Done(boolean upserted) -> !upserted;
                case Duplicate raced -> true;
                case Refused refused -> false;
            };
            if (wasThere) {
                before.add(sessions.get(i).sessionId);
            }
        }
        return before.isEmpty() ? Map.of() : Sessions.allDurable(before, deadline);
    }

    /**
     * Ends those of the sessions that have not ended, none of them before it started.
     *
     * @return the problem of each session for which it failed
     */
    public Map<Session, ProblemException> complete(Map<Session, Completion> wanted, Deadline deadline) {
        Instant now = Rfc3339.cut(clock.instant());
        Map<Session, UpdateOneModel<Session>> endings = new LinkedHashMap<>();
        Map<Session, ProblemException> refused = new HashMap<>();
        wanted.forEach((session, completion) -> {
            try {
                endings.put(session, new UpdateOneModel<>(SessionCompleter.open(session.sessionId),
                        SessionCompleter.ending(session, completion, now, ids.next())));
            } catch (ProblemException e) {
                refused.put(session, e);
            }
        });
        List<Session> ending = List.copyOf(endings.keySet());
        refused.putAll(UnorderedWrite.refused(ending, writes.send(ending, session -> SessionWriter.named(session.sessionId),
                these -> end(these.stream().map(endings::get).toList(), deadline))));
        return refused;
    }

    private BulkWriteResult end(List<UpdateOneModel<Session>> updates, Deadline deadline) {
        try {
            BulkWriteResult result = deadline.on(SessionWriter.collection()).bulkWrite(updates, SessionWriter.UNORDERED);
            writer.countEnded(result.getModifiedCount());
            return result;
        } catch (MongoBulkWriteException e) {
            writer.countEnded(e.getWriteResult().getModifiedCount());
            throw e;
        }
    }
}
