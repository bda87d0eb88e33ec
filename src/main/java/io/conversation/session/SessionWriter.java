package io.conversation.session;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jboss.logging.Logger;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;

import io.conversation.database.ArrivalIds;
import io.conversation.database.DatabaseFailures;
import io.conversation.database.Deadline;
import io.conversation.database.IndexInitializer;
import io.conversation.database.UnorderedWrite;
import io.conversation.json.Rfc3339;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.telemetry.ClientClocks;
import io.conversation.telemetry.LogFields;
import io.conversation.telemetry.Meters;
import io.conversation.tenant.SessionId;
import io.conversation.tenant.Tenant;

/**
 * Creates sessions and changes them, but for their end, see {@link SessionCompleter}. Each change is one atomic operation whose
 * filter carries the rule, so that the database decides every race and a repeat writes nothing.
 */
@Singleton
public class SessionWriter {

    private static final Logger LOG = Logger.getLogger(SessionWriter.class);

    // By the hint it is refused, and stores nothing, where the unique index is gone.
    private static final FindOneAndUpdateOptions UPSERT = new FindOneAndUpdateOptions().upsert(true)
            .hintString(SessionIndexes.BY_ID_NAME).returnDocument(ReturnDocument.AFTER);
    static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

    private final UnorderedWrite writes;
    private final DatabaseFailures failures;
    private final ArrivalIds ids;
    private final Clock clock;
    private final IndexInitializer indexes;
    private final Meters meters;
    private final ClientClocks clocks;
    private final Tombstones tombstones;
    private final Retention retention;
    private final PastSessions past;

    SessionWriter(UnorderedWrite writes, DatabaseFailures failures, ArrivalIds ids, Clock clock, IndexInitializer indexes,
            Meters meters, ClientClocks clocks, Tombstones tombstones, Retention retention, PastSessions past) {
        this.writes = writes;
        this.failures = failures;
        this.ids = ids;
        this.clock = clock;
        this.indexes = indexes;
        this.meters = meters;
        this.clocks = clocks;
        this.tombstones = tombstones;
        this.retention = retention;
        this.past = past;
    }

    /** A session as stored, whether this call brought it there, and the fields in which the call differs from it. */
    public record Written(Session session, boolean isNew, List<String> differing) {

        public Written {
            differing = List.copyOf(differing);
        }

        /** Refuses with {@code session-conflict} what differs, for a client that wants to be told. */
        public void refuseDiffering() {
            if (!differing.isEmpty()) {
                throw ProblemException.conflict(ProblemType.SESSION_CONFLICT, "Session '" + session.sessionId + "'",
                        differing);
            }
        }
    }

    /**
     * Creates the session or returns the one that is there; one that is past its time is removed first. Refuses with
     * {@code session-erased} while its erasure stands.
     */
    public Written create(NewSession wanted, Deadline deadline) {
        indexes.requireMade();
        tombstones.refuse(wanted.sessionId(), deadline);
        Session session = wanted.toSession(ids.next(), Rfc3339.cut(clock.instant()));
        Session stored = upsert(session, deadline);
        while (retention.isPast(stored)) {
            past.remove(stored, session.id, deadline);
            stored = upsert(session, deadline);
        }
        return outcome(wanted, session.id, stored);
    }

    /** What became of the session that was to be stored with this id. Refuses with {@code session-erased}. */
    Written outcome(NewSession wanted, ObjectId id, Session stored) {
        if (stored.isErased()) {
            throw Tombstones.erased(wanted.sessionId());
        }
        boolean isNew = stored.id.equals(id);
        if (isNew) {
            clocks.see(wanted.startedAt(), clock.instant());
        }
        List<String> differing = isNew ? List.of() : differing(wanted, stored);
        (isNew ? meters.sessionsCreated : meters.sessionsReplayed).increment();
        tellDiffering(wanted.sessionId(), differing);
        return new Written(stored, isNew, differing);
    }

    private Session upsert(Session session, Deadline deadline) {
        try {
            return DatabaseFailures.ofOne(named(session.sessionId), () -> deadline.on(collection())
                    .findOneAndUpdate(bySessionId(session.sessionId), onInsert(session), UPSERT));
        } catch (MongoException e) {
            if (DatabaseFailures.isIndexGone(e.getCode(), e.getMessage())) {
                throw indexes.gone();
            }
            // Two upserts can both find nothing; the loser of the unique index reads the winner's.
            if (!DatabaseFailures.isDuplicateKey(e)) {
                throw e;
            }
            return Optional.ofNullable(Sessions.allDurable(List.of(session.sessionId), deadline).get(session.sessionId))
                    .orElseThrow(() -> DatabaseFailures.notDurableYet(named(session.sessionId)));
        }
    }

    /** What a session is called in problems. */
    static String named(SessionId sessionId) {
        return "session '" + sessionId + "'";
    }

    /** Equality of the id alone: only so does the server itself retry an upsert that lost a race. */
    static Bson bySessionId(SessionId sessionId) {
        return Filters.eq("sessionId", sessionId);
    }

    /** Everything on insert only: a repeat writes nothing. */
    static Bson onInsert(Session session) {
        List<Bson> fields = new ArrayList<>(List.of(
                Updates.setOnInsert("_id", session.id),
                Updates.setOnInsert("status", session.status.wire()),
                Updates.setOnInsert("language", session.language),
                Updates.setOnInsert("startedAt", session.startedAt),
                Updates.setOnInsert("metadata", session.metadata.toBson())));
        session.sessionId.tenant().field().ifPresent(tenant -> fields.add(Updates.setOnInsert(Tenant.FIELD, tenant)));
        return Updates.combine(fields);
    }

    /**
     * The first events have arrived. Never by the id alone: that would reopen an ended session. One update each, which the
     * driver repeats by itself and a router sends to one shard.
     *
     * @return the problem of each session for which it failed
     */
    public Map<SessionId, ProblemException> activate(Set<SessionId> sessionIds, Deadline deadline) {
        List<SessionId> ids = List.copyOf(sessionIds);
        try {
            return UnorderedWrite.refused(ids, writes.send(ids, SessionWriter::named, these -> deadline.on(collection())
                    .bulkWrite(these.stream().map(SessionWriter::activation).toList(), UNORDERED)));
        } catch (MongoException | ProblemException e) {
            ProblemException problem = e instanceof MongoException m ? failures.problem(m) : (ProblemException) e;
            return ids.stream().collect(Collectors.toMap(Function.identity(), id -> problem));
        }
    }

    private static UpdateOneModel<Session> activation(SessionId sessionId) {
        return new UpdateOneModel<>(Filters.and(bySessionId(sessionId), Filters.eq("status", SessionStatus.INITIATED.wire())),
                Updates.set("status", SessionStatus.ACTIVE.wire()));
    }

    private static List<String> differing(NewSession wanted, Session stored) {
        List<String> differing = new ArrayList<>();
        if (!wanted.language().equals(stored.language)) {
            differing.add("language");
        }
        if (wanted.metadata() != null && !wanted.metadata().equals(stored.metadata)
                && !wanted.metadata().equals(stored.metadataAtStart())) {
            differing.add("metadata");
        }
        return differing;
    }

    void tellDiffering(SessionId sessionId, List<String> differing) {
        if (!differing.isEmpty()) {
            meters.sessionsConflicting.increment();
            LogFields.with(Map.of(LogFields.SESSION, sessionId.toString()),
                    () -> LOG.warnf("Ignored a repeat for session '%s' with another %s than stored", sessionId,
                            String.join(", ", differing)));
        }
    }

    void countEnded(int sessions) {
        meters.sessionsEnded.increment(sessions);
    }

    static MongoCollection<Session> collection() {
        return Session.mongoCollection();
    }
}
