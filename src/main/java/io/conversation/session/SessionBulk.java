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
import io.conversation.database.WritesByShard;
import io.conversation.http.StoredSizes;
import io.conversation.json.JsonObject;
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
    private final StoredSizes sizes;

    SessionBulk(SessionWriter writer, UnorderedWrite writes, WritesByShard byShard, ArrivalIds ids, Clock clock,
            IndexInitializer indexes, Tombstones tombstones, Retention retention, PastSessions past, Deadlines deadlines,
            StoredSizes sizes) {
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
        this.sizes = sizes;
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

    /**
     * The sessions must have different ids. Those whose erasure stands are refused, at the cost of one read for all.
     *
     * @param whole whether the outcomes have the metadata of sessions that were there; they may be large
     */
    public List<Created> create(List<NewSession> wanted, boolean whole) {
        indexes.requireMade();
        return byShard.write(taken(wanted), new WritesByShard.Work<>(each -> each.mine.sessionId.stored(),
                (these, deadline) -> create(these, whole, deadline), problem -> new Created(null, problem), Created::isStored,
                Created::isUnavailable));
    }

    private List<Wanted> taken(List<NewSession> wanted) {
        Instant now = Rfc3339.cut(clock.instant());
        return wanted.stream().map(session -> new Wanted(session, session.toSession(ids.next(), now))).toList();
    }

    private List<Created> create(List<Wanted> wanted, boolean whole, Deadline deadline) {
        Set<SessionId> erased = tombstones.standing(wanted.stream().map(each -> each.mine.sessionId).toList(), deadline);
        if (erased.isEmpty()) {
            return createAll(wanted, whole, deadline);
        }
        List<Wanted> others = wanted.stream().filter(each -> !erased.contains(each.mine.sessionId)).toList();
        Iterator<Created> created = (others.isEmpty() ? List.<Created> of() : createAll(others, whole, deadline)).iterator();
        return wanted.stream().map(each -> erased.contains(each.mine.sessionId)
                ? new Created(null, Tombstones.erased(each.mine.sessionId))
                : created.next()).toList();
    }

    private List<Created> createAll(List<Wanted> wanted, boolean whole, Deadline deadline) {
        List<Outcome> outcomes = writes.send(wanted.stream().map(Wanted::mine).toList(),
                session -> SessionWriter.named(session.sessionId), these -> upsert(these, deadline));
        Map<SessionId, Created> before = storedBefore(wanted, outcomes, whole, deadline);
        List<Created> created = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            Wanted each = wanted.get(i);
            created.add(switch (outcomes.get(i)) {
                case Refused(ProblemException problem) -> new Created(null, problem);
                case Done(boolean upserted) when upserted -> created(each, each.mine);
                case Done found -> orNotDurable(before, each);
                case Duplicate raced -> orNotDurable(before, each);
            });
        }
        return created;
    }

    private static Created orNotDurable(Map<SessionId, Created> before, Wanted wanted) {
        Created created = before.get(wanted.mine.sessionId);
        return created == null
                ? new Created(null, DatabaseFailures.notDurableYet(SessionWriter.named(wanted.mine.sessionId)))
                : created;
    }

    /** In the place of those that are past their time, which are removed one by one, each within a deadline of its own. */
    private List<Created> createAnew(Map<Session, Wanted> past, boolean whole) {
        past.forEach((stored, each) -> this.past.remove(stored, each.mine.id, deadlines.start()));
        return createAll(taken(past.values().stream().map(Wanted::session).toList()), whole, deadlines.start());
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

    private Created created(Wanted wanted, Session stored) {
        SessionId id = wanted.mine.sessionId;
        return stored.isErased() ? new Created(null, Tombstones.erased(id))
                : new Created(writer.outcome(wanted.session, wanted.mine.id, stored), null);
    }

    /** Read a few at a time where they are large. */
    private Map<SessionId, Created> storedBefore(List<Wanted> wanted, List<Outcome> outcomes, boolean whole,
            Deadline deadline) {
        Map<SessionId, Wanted> there = new LinkedHashMap<>();
        for (int i = 0; i < wanted.size(); i++) {
            if (wasThere(outcomes.get(i))) {
                there.put(wanted.get(i).mine.sessionId, wanted.get(i));
            }
        }
        Map<SessionId, Created> before = new HashMap<>();
        Map<Session, Wanted> past = new LinkedHashMap<>();
        if (!there.isEmpty()) {
            Sessions.eachDurable(List.copyOf(there.keySet()), null,
                    sizes.sessions.fitting(there.size(), Sessions.LOOK_BYTES), deadline, stored -> {
                        sizes.sessions.saw(stored.metadata.size());
                        Wanted each = there.get(stored.sessionId);
                        if (retention.isPast(stored)) {
                            past.put(stored, each);
                        } else {
                            before.put(stored.sessionId, created(each, stored));
                        }
                        stored.metadata = whole ? stored.metadata : JsonObject.EMPTY;
                        return true;
                    });
        }
        if (!past.isEmpty()) {
            Iterator<Created> anew = createAnew(past, whole).iterator();
            past.values().forEach(each -> before.put(each.mine.sessionId, anew.next()));
        }
        return before;
    }

    private static boolean wasThere(Outcome outcome) {
        return switch (outcome) {
            case Done(boolean upserted) -> !upserted;
            case Duplicate raced -> true;
            case Refused refused -> false;
        };
    }
}
