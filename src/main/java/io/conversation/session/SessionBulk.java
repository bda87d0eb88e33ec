package io.conversation.session;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
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
import io.conversation.database.WritesByShard;
import io.conversation.json.Rfc3339;
import io.conversation.problem.ProblemException;
import io.conversation.session.SessionWriter.Written;
import io.conversation.tenant.SessionId;

/**
 * Creates many sessions in one command, by the same filters and with the same outcomes as one by one: what is wrong with one
 * session fails that one, and a shard that is lost those that it has.
 */
@Singleton
public class SessionBulk {

    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true).hintString(SessionIndexes.BY_ID_NAME);

    private final SessionWriter writer;
    private final UnorderedWrite writes;
    private final WritesByShard byShard;
    private final ArrivalIds ids;
    private final Clock clock;
    private final IndexInitializer indexes;
    private final Tombstones tombstones;
    private final Retention retention;
    private final PastSessions past;
    private final Deadlines deadlines;

    SessionBulk(SessionWriter writer, UnorderedWrite writes, WritesByShard byShard, ArrivalIds ids, Clock clock,
            IndexInitializer indexes, Tombstones tombstones, Retention retention, PastSessions past, Deadlines deadlines) {
        this.writer = writer;
        this.writes = writes;
        this.byShard = byShard;
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

        private boolean isStored() {
            return problem == null;
        }

        private boolean isUnavailable() {
            return problem != null && problem.isUnavailable();
        }
    }

    /** A session as it is wanted, and as it is stored if there is none: the same however often it is sent. */
    private record Wanted(NewSession session, Session mine) {
    }

    /** The sessions must have different ids. Those whose erasure stands are refused, at the cost of one read for all. */
    public List<Created> create(List<NewSession> wanted) {
        indexes.requireMade();
        return byShard.write(taken(wanted), new WritesByShard.Work<>(each -> each.mine.sessionId.stored(), this::create,
                problem -> new Created(null, problem), Created::isStored, Created::isUnavailable));
    }

    private List<Wanted> taken(List<NewSession> wanted) {
        Instant now = Rfc3339.cut(clock.instant());
        return wanted.stream().map(session -> new Wanted(session, session.toSession(ids.next(), now))).toList();
    }

    private List<Created> create(List<Wanted> wanted, Deadline deadline) {
        Set<SessionId> erased = tombstones.standing(wanted.stream().map(each -> each.mine.sessionId).toList(), deadline);
        if (erased.isEmpty()) {
            return createAll(wanted, deadline);
        }
        List<Wanted> others = wanted.stream().filter(each -> !erased.contains(each.mine.sessionId)).toList();
        Iterator<Created> created = (others.isEmpty() ? List.<Created> of() : createAll(others, deadline)).iterator();
        return wanted.stream().map(each -> erased.contains(each.mine.sessionId)
                ? new Created(null, Tombstones.erased(each.mine.sessionId))
                : created.next()).toList();
    }

    private List<Created> createAll(List<Wanted> wanted, Deadline deadline) {
        List<Session> sessions = wanted.stream().map(Wanted::mine).toList();
        List<Outcome> outcomes = writes.send(sessions, session -> SessionWriter.named(session.sessionId),
                these -> upsert(these, deadline));
        Map<SessionId, Session> before = storedBefore(sessions, outcomes, deadline);
        Map<SessionId, Created> anew = createAnew(wanted, before);
        List<Created> created = new ArrayList<>();
        for (int i = 0; i < sessions.size(); i++) {
            Session mine = sessions.get(i);
            NewSession session = wanted.get(i).session;
            created.add(anew.containsKey(mine.sessionId) ? anew.get(mine.sessionId) : switch (outcomes.get(i)) {
                case Refused(ProblemException problem) -> new Created(null, problem);
                case Done(boolean upserted) when upserted -> created(session, mine, mine);
                case Done found -> created(session, mine, before.get(mine.sessionId));
                case Duplicate raced -> created(session, mine, before.get(mine.sessionId));
            });
        }
        return created;
    }

    /** In the place of those that are past their time, which are removed one by one, each within a deadline of its own. */
    private Map<SessionId, Created> createAnew(List<Wanted> wanted, Map<SessionId, Session> before) {
        List<NewSession> again = new ArrayList<>();
        for (Wanted each : wanted) {
            Session stored = before.get(each.mine.sessionId);
            if (stored != null && retention.isPast(stored)) {
                past.remove(stored, each.mine.id, deadlines.start());
                again.add(each.session);
            }
        }
        Map<SessionId, Created> anew = new HashMap<>();
        List<Created> created = again.isEmpty() ? List.of() : createAll(taken(again), deadlines.start());
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
}
