package io.conversation.session;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import jakarta.inject.Singleton;

import org.bson.BsonTimestamp;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;

import io.conversation.database.DatabaseFailures;
import io.conversation.database.Deadline;
import io.conversation.database.Reads;
import io.conversation.database.ReadsApart;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.tenant.SessionId;

/**
 * Looking up sessions. What is answered as stored before is read with {@code majority}, so that no failover takes it away; and
 * that there is none is believed only to a read with {@code linearizable}, as a primary that was cut off from its set still
 * answers, and knows nothing of what others have stored since.
 */
@Singleton
public class Sessions {

    private static final Bson STATUS = Projections.fields(Projections.include("sessionId", "status", "endedAt"),
            Projections.excludeId());
    private static final Bson LOOK = Projections.include("sessionId", "status", "endedAt");

    static final Bson WITHOUT_METADATA = Projections.exclude("metadata");

    /** What those take that are looked at because something is to be written. */
    public static final long LOOK_BYTES = 4L << 20;

    private static final Bson NONE = Filters.eq("_id", new ObjectId(new byte[12]));

    private final Retention retention;
    private final ReadsApart apart;

    Sessions(Retention retention, ReadsApart apart) {
        this.retention = retention;
        this.apart = apart;
    }

    /** For lists and exports, and whatever goes with them. */
    public Reads apart() {
        return apart.begin(Session.mongoCollection(), NONE);
    }

    /** For whoever has to know that nothing is written any more that it does not see. */
    public Reads abreast() {
        return apart.abreast(Session.mongoCollection(), NONE);
    }

    /** For whoever has been told of a change of that time: what a majority reads then has it. */
    public Reads abreast(BsonTimestamp time) {
        return apart.abreast(time, Session.mongoCollection(), NONE);
    }

    /** For one session and its events, read as many. */
    public Reads apart(SessionId sessionId) {
        return apart.begin(Session.mongoCollection(), Filters.eq("sessionId", sessionId));
    }

    /** Whether what was found is to be told of: it is neither being erased nor past its time. */
    public boolean isThere(Session session) {
        return !session.isErased() && !retention.isPast(session);
    }

    /**
     * After something of it has been read for an answer, as the events are taken away only when no look finds the session any
     * more: what was read then is whole. Refuses with {@code session-not-found}.
     *
     * @return no more of it than its ids, its status and its end
     */
    public Session requireStill(SessionId sessionId, Reads from, Deadline deadline) {
        return orNotFound(from.on(Session.<Session> mongoCollection(), deadline,
                sessions -> sessions.find(Filters.eq("sessionId", sessionId)).projection(LOOK).first()), sessionId);
    }

    /** For how long such a session will be there; empty where that has no end, or none yet. */
    public Optional<Duration> timeLeft(Session session) {
        return retention.timeLeft(session);
    }

    /** For an answer: from wherever reads are set to go. Refuses with {@code session-not-found}. */
    public Session require(SessionId sessionId, Deadline deadline) {
        return orNotFound(find(Session.mongoCollection(), sessionId, deadline), sessionId);
    }

    /**
     * For a decision about a write, or for who follows. Refuses with {@code session-not-found} what a majority knows not to be
     * there.
     */
    public Session requireDurable(SessionId sessionId, Deadline deadline) {
        Session session = find(fromPrimary(ReadConcern.MAJORITY), sessionId, deadline);
        if (session == null) {
            session = DatabaseFailures.onReplicaSet(
                    () -> find(fromPrimary(ReadConcern.LINEARIZABLE), sessionId, deadline)).orElse(null);
        }
        return orNotFound(session, sessionId);
    }

    private static Session find(MongoCollection<Session> collection, SessionId sessionId, Deadline deadline) {
        return deadline.on(collection).find(Filters.eq("sessionId", sessionId)).first();
    }

    private Session orNotFound(Session session, SessionId sessionId) {
        if (session == null || !isThere(session)) {
            throw notFound(sessionId);
        }
        return session;
    }

    /** Those of the sessions that are stored durably, also if they are being erased or past their time. */
    static Map<SessionId, Session> allDurable(List<SessionId> sessionIds, Deadline deadline) {
        Map<SessionId, Session> sessions = new HashMap<>();
        eachDurable(sessionIds, null, sessionIds.size(), deadline, session -> sessions.put(session.sessionId, session) == null);
        return sessions;
    }

    /**
     * The same, one after the other until one is the last that is wanted.
     *
     * @param atOnce how many of them there may be in an answer of the database
     */
    static void eachDurable(List<SessionId> sessionIds, Bson projection, int atOnce, Deadline deadline,
            Predicate<Session> goesOn) {
        try (MongoCursor<Session> found = deadline.on(fromPrimary(ReadConcern.MAJORITY))
                .find(Filters.in("sessionId", sessionIds)).projection(projection).batchSize(atOnce + 1).iterator()) {
            while (found.hasNext() && goesOn.test(found.next())) {
                continue;
            }
        }
    }

    /**
     * The status of each of the sessions that exist, for a decision about a write; one that is not found may exist yet, is
     * being erased, or past its time.
     */
    public Map<SessionId, SessionStatus> statuses(Set<SessionId> sessionIds, Deadline deadline) {
        return statuses(Session.<Session> mongoCollection().withReadPreference(ReadPreference.primary()), sessionIds, deadline);
    }

    /**
     * The same, believed by a majority: one that is not found does not exist. However many they are it is one read, which the
     * server confirms after it has found them all, by a write of its own that waits for a majority.
     */
    public Map<SessionId, SessionStatus> confirmedStatuses(Set<SessionId> sessionIds, Deadline deadline) {
        return DatabaseFailures.onReplicaSet(
                () -> statuses(fromPrimary(ReadConcern.LINEARIZABLE), sessionIds, deadline)).orElse(Map.of());
    }

    /** The same from that collection, by its preference and concern. */
    public Map<SessionId, SessionStatus> statuses(MongoCollection<Session> collection, Set<SessionId> sessionIds,
            Deadline deadline) {
        Map<SessionId, SessionStatus> statuses = new HashMap<>();
        Bson filter = sessionIds.size() == 1 ? Filters.eq("sessionId", sessionIds.iterator().next())
                : Filters.in("sessionId", sessionIds);
        deadline.on(collection).find(filter).projection(STATUS).batchSize(sessionIds.size() + 1)
                .forEach(session -> {
                    if (isThere(session)) {
                        statuses.put(session.sessionId, session.status);
                    }
                });
        return statuses;
    }

    private static MongoCollection<Session> fromPrimary(ReadConcern concern) {
        return Session.<Session> mongoCollection().withReadPreference(ReadPreference.primary()).withReadConcern(concern);
    }

    public static ProblemException notFound(SessionId sessionId) {
        return new ProblemException(ProblemType.SESSION_NOT_FOUND, "There is no session '" + sessionId + "'.");
    }
}
