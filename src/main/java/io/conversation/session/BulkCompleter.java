package io.conversation.session;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.model.UpdateOneModel;

import io.conversation.database.ArrivalIds;
import io.conversation.database.Deadline;
import io.conversation.database.Deadlines;
import io.conversation.database.IndexInitializer;
import io.conversation.database.UnorderedWrite;
import io.conversation.database.UnorderedWrite.Outcome;
import io.conversation.database.UnorderedWrite.Refused;
import io.conversation.database.WritesByShard;
import io.conversation.http.StoredSizes;
import io.conversation.json.Rfc3339;
import io.conversation.problem.ProblemException;
import io.conversation.tenant.SessionId;

/** Completes many sessions in one command, as {@link SessionBulk} creates them. */
@Singleton
public class BulkCompleter {

    private final SessionWriter writer;
    private final UnorderedWrite writes;
    private final WritesByShard byShard;
    private final ArrivalIds ids;
    private final Clock clock;
    private final Sessions sessions;
    private final SessionCompleter oneByOne;
    private final Deadlines deadlines;
    private final IndexInitializer indexes;
    private final StoredSizes sizes;

    BulkCompleter(SessionWriter writer, UnorderedWrite writes, WritesByShard byShard, ArrivalIds ids, Clock clock,
            Sessions sessions, SessionCompleter oneByOne, Deadlines deadlines, IndexInitializer indexes, StoredSizes sizes) {
        this.writer = writer;
        this.writes = writes;
        this.byShard = byShard;
        this.ids = ids;
        this.clock = clock;
        this.sessions = sessions;
        this.oneByOne = oneByOne;
        this.deadlines = deadlines;
        this.indexes = indexes;
        this.sizes = sizes;
    }

    /** What became of one end: whether the session ended by it, or, if not null, the problem that kept it from being taken. */
    public record Ended(boolean isNew, ProblemException problem) {

        private static Ended failed(ProblemException problem) {
            return new Ended(false, problem);
        }
    }

    /** Ends those of the sessions that have not ended, with the same outcomes as one by one. */
    public Map<SessionId, Ended> completeById(Map<SessionId, Completion> wanted) {
        indexes.requireMade();
        List<SessionId> all = List.copyOf(wanted.keySet());
        List<Looked> looked = byShard.write(all, new WritesByShard.Work<>(SessionId::stored,
                (these, deadline) -> look(these, wanted, deadline),
                problem -> new Looked(null, problem), found -> found.problem == null, Looked::isUnavailable));
        Map<SessionId, Ended> outcomes = new HashMap<>();
        Map<Session, Completion> open = new LinkedHashMap<>();
        for (int i = 0; i < all.size(); i++) {
            Ended known = known(all.get(i), looked.get(i), wanted.get(all.get(i)));
            if (known == null) {
                open.put(looked.get(i).session, wanted.get(all.get(i)));
            } else {
                outcomes.put(all.get(i), known);
            }
        }
        Map<Session, ProblemException> failed = complete(open);
        open.keySet().forEach(session -> outcomes.put(session.sessionId, new Ended(true, failed.get(session))));
        return outcomes;
    }

    private record Looked(Session session, ProblemException problem) {

        private boolean isUnavailable() {
            return problem != null && problem.isUnavailable();
        }
    }

    /** Without the metadata where nothing is added to them; else with as much of them as is to be had at once. */
    private List<Looked> look(List<SessionId> sessionIds, Map<SessionId, Completion> wanted, Deadline deadline) {
        Map<SessionId, Session> found = new HashMap<>();
        Map<Boolean, List<SessionId>> byNeed = sessionIds.stream()
                .collect(Collectors.partitioningBy(id -> wanted.get(id).metadata() != null));
        List<SessionId> bare = byNeed.get(false);
        if (!bare.isEmpty()) {
            Sessions.eachDurable(bare, Sessions.WITHOUT_METADATA, bare.size(), deadline,
                    session -> found.put(session.sessionId, session) == null);
        }
        List<SessionId> whole = byNeed.get(true);
        if (!whole.isEmpty()) {
            long[] left = { Sessions.LOOK_BYTES / 2 };
            Sessions.eachDurable(whole, null, sizes.sessions.fitting(whole.size(), Sessions.LOOK_BYTES / 2), deadline,
                    session -> {
                        sizes.sessions.saw(session.metadata.size());
                        found.put(session.sessionId, session);
                        left[0] -= session.metadata.size();
                        return left[0] > 0;
                    });
        }
        return sessionIds.stream().map(id -> new Looked(found.get(id), null)).toList();
    }

    /**
     * Null for one that is to be ended with the others. What was not found is so one by one, as it is rare: there is none, or
     * those that were are large.
     */
    private Ended known(SessionId id, Looked looked, Completion wanted) {
        if (looked.problem != null) {
            return Ended.failed(looked.problem);
        }
        Session session = looked.session;
        try {
            if (session == null || !sessions.isThere(session)) {
                return new Ended(oneByOne.complete(id, wanted, false, deadlines.start()).isNew(), null);
            }
            if (session.status.isEnded()) {
                oneByOne.tellReplayed(session, wanted);
                return new Ended(false, null);
            }
            wanted.checkEnds(session);
            return null;
        } catch (ProblemException e) {
            return Ended.failed(e);
        }
    }

    /**
     * Ends those of the sessions that have not ended, none of them before it started.
     *
     * @return the problem of each session for which it failed
     */
    public Map<Session, ProblemException> complete(Map<Session, Completion> wanted) {
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
        List<Outcome> outcomes = byShard.write(ending, new WritesByShard.Work<>(session -> session.sessionId.stored(),
                (these, deadline) -> writes.send(these, session -> SessionWriter.named(session.sessionId),
                        some -> end(some.stream().map(endings::get).toList(), deadline)),
                Refused::new, outcome -> !(outcome instanceof Refused),
                outcome -> outcome instanceof Refused(ProblemException problem)
                        && problem.isUnavailable()));
        refused.putAll(UnorderedWrite.refused(ending, outcomes));
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
