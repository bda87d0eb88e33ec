package io.conversation.session;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Singleton;

import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jboss.logging.Logger;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;

import io.conversation.database.ArrivalIds;
import io.conversation.database.DatabaseFailures;
import io.conversation.database.IndexInitializer;
import io.conversation.json.JsonObject;
import io.conversation.json.Rfc3339;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.telemetry.Meters;

/**
 * The only writer of sessions. Each change is one atomic operation whose filter carries the rule, so that the database decides
 * every race and a repeat writes nothing.
 */
@Singleton
public class SessionWriter {

    private static final Logger LOG = Logger.getLogger(SessionWriter.class);

    private final ArrivalIds ids;
    private final Clock clock;
    private final IndexInitializer indexes;
    private final Meters meters;

    SessionWriter(ArrivalIds ids, Clock clock, IndexInitializer indexes, Meters meters) {
        this.ids = ids;
        this.clock = clock;
        this.indexes = indexes;
        this.meters = meters;
    }

    /** A session as stored, whether this call brought it there, and the fields in which the call differs from it. */
    public record Written(Session session, boolean isNew, List<String> differing) {

        public Written {
            differing = List.copyOf(differing);
        }

        /** Refuses with {@code session-conflict} what differs, for a client that wants to be told. */
        public void refuseDiffering() {
            if (!differing.isEmpty()) {
                throw new ProblemException(ProblemType.SESSION_CONFLICT, "Session '" + session.sessionId
                        + "' is stored with another " + String.join(", ", differing) + "; nothing was changed.");
            }
        }
    }

    /** Creates the session or returns the one that is there. */
    public Written create(NewSession wanted) {
        indexes.requireMade();
        ObjectId id = ids.next();
        Session stored = upsert(wanted, id);
        boolean isNew = stored.id.equals(id);
        List<String> differing = isNew ? List.of() : differing(wanted, stored);
        (isNew ? meters.sessionsCreated : meters.sessionsReplayed).increment();
        tellDiffering(wanted.sessionId(), differing);
        return new Written(stored, isNew, differing);
    }

    private Session upsert(NewSession wanted, ObjectId id) {
        Bson bySessionId = Filters.eq("sessionId", wanted.sessionId());
        try {
            return collection().findOneAndUpdate(bySessionId, Updates.combine(
                    Updates.setOnInsert("_id", id),
                    Updates.setOnInsert("status", orInitiated(wanted.status()).wire()),
                    Updates.setOnInsert("language", wanted.language()),
                    Updates.setOnInsert("startedAt", wanted.startedAt() == null ? Rfc3339.cut(clock.instant())
                            : wanted.startedAt()),
                    Updates.setOnInsert("metadata", (wanted.metadata() == null ? JsonObject.EMPTY
                            : wanted.metadata()).toBson())),
                    new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER));
        } catch (MongoException e) {
            // Two upserts can both find nothing; the loser of the unique index reads the winner's.
            if (!DatabaseFailures.isDuplicateKey(e)) {
                throw e;
            }
            return Sessions.requireFromPrimary(wanted.sessionId());
        }
    }

    private static SessionStatus orInitiated(SessionStatus status) {
        return status == null ? SessionStatus.INITIATED : status;
    }

    /** The first event has arrived. Never by the id alone: that would reopen an ended session. */
    public void activate(String sessionId) {
        collection().updateOne(
                Filters.and(Filters.eq("sessionId", sessionId), Filters.eq("status", SessionStatus.INITIATED.wire())),
                Updates.set("status", SessionStatus.ACTIVE.wire()));
    }

    /** Ends the session unless it has ended; the first call wins. */
    public Written complete(String sessionId, Completion wanted) {
        indexes.requireMade();
        Instant endedAt = wanted.endedAt() == null ? Rfc3339.cut(clock.instant()) : wanted.endedAt();
        Session ended = collection().findOneAndUpdate(
                Filters.and(Filters.eq("sessionId", sessionId),
                        Filters.in("status", SessionStatus.wires(SessionStatus.OPEN))),
                Updates.combine(Updates.set("status", wanted.status().wire()), Updates.set("endedAt", endedAt)),
                new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER));
        if (ended != null) {
            meters.sessionsEnded.increment();
            return new Written(ended, true, List.of());
        }
        Session before = Sessions.requireFromPrimary(sessionId);
        List<String> differing = before.status == wanted.status() ? List.of() : List.of("status");
        tellDiffering(sessionId, differing);
        return new Written(before, false, differing);
    }

    private static List<String> differing(NewSession wanted, Session stored) {
        List<String> differing = new ArrayList<>();
        if (!wanted.language().equals(stored.language)) {
            differing.add("language");
        }
        if (wanted.metadata() != null && !wanted.metadata().equals(stored.metadata)) {
            differing.add("metadata");
        }
        return differing;
    }

    private void tellDiffering(String sessionId, List<String> differing) {
        if (!differing.isEmpty()) {
            meters.sessionsConflicting.increment();
            LOG.warnf("Ignored a repeat for session '%s' with another %s than stored", sessionId,
                    String.join(", ", differing));
        }
    }

    private static MongoCollection<Session> collection() {
        return Session.mongoCollection();
    }
}
