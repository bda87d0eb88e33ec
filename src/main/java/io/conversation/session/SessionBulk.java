package io.conversation.session;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.inject.Singleton;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteUpsert;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;

import io.conversation.database.ArrivalIds;
import io.conversation.database.DatabaseFailures;
import io.conversation.database.Deadline;
import io.conversation.database.IndexInitializer;
import io.conversation.json.Rfc3339;
import io.conversation.session.SessionWriter.Written;

/** Creates and completes many sessions in one command each, by the same filters and with the same outcomes as one by one. */
@Singleton
public class SessionBulk {

    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

    private final SessionWriter writer;
    private final ArrivalIds ids;
    private final Clock clock;
    private final IndexInitializer indexes;

    SessionBulk(SessionWriter writer, ArrivalIds ids, Clock clock, IndexInitializer indexes) {
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
        this.indexes = indexes;
    }

    /** The sessions must have different ids. */
    public List<Written> create(List<NewSession> wanted, Deadline deadline) {
        indexes.requireMade();
        Instant now = Rfc3339.cut(clock.instant());
        List<Session> sessions = wanted.stream().map(session -> session.toSession(ids.next(), now)).toList();
        Set<Integer> created = upsert(sessions, deadline);
        Map<String, Session> stored = storedBefore(sessions, created, deadline);
        List<Written> written = new ArrayList<>();
        for (int i = 0; i < sessions.size(); i++) {
            Session mine = sessions.get(i);
            written.add(writer.outcome(wanted.get(i), mine.id, created.contains(i) ? mine : stored.get(mine.sessionId)));
        }
        return written;
    }

    private static Set<Integer> upsert(List<Session> sessions, Deadline deadline) {
        List<WriteModel<Session>> upserts = sessions.stream().<WriteModel<Session>> map(session -> new UpdateOneModel<>(
                SessionWriter.bySessionId(session.sessionId), SessionWriter.onInsert(session),
                new UpdateOptions().upsert(true))).toList();
        List<BulkWriteUpsert> upserted;
        try {
            upserted = deadline.on(SessionWriter.collection()).bulkWrite(upserts, UNORDERED).getUpserts();
        } catch (MongoBulkWriteException e) {
            boolean onlyRaces = e.getWriteErrors().stream().allMatch(error -> DatabaseFailures.isDuplicateKey(error.getCode()));
            if (e.getWriteConcernError() != null || !onlyRaces) {
                throw e;
            }
            upserted = e.getWriteResult().getUpserts();
        }
        Set<Integer> created = new HashSet<>();
        upserted.forEach(upsert -> created.add(upsert.getIndex()));
        return created;
    }

    private static Map<String, Session> storedBefore(List<Session> sessions, Set<Integer> created, Deadline deadline) {
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < sessions.size(); i++) {
            if (!created.contains(i)) {
                missing.add(sessions.get(i).sessionId);
            }
        }
        return missing.isEmpty() ? new HashMap<>() : Sessions.all(missing, deadline);
    }

    /** Ends those of the sessions that have not ended. */
    public void complete(Map<String, Completion> wanted, Deadline deadline) {
        if (wanted.isEmpty()) {
            return;
        }
        Instant now = Rfc3339.cut(clock.instant());
        List<WriteModel<Session>> updates = new ArrayList<>();
        wanted.forEach((sessionId, completion) -> updates
                .add(new UpdateOneModel<>(SessionWriter.open(sessionId), SessionWriter.ending(completion, now))));
        writer.countEnded(deadline.on(SessionWriter.collection()).bulkWrite(updates, UNORDERED).getModifiedCount());
    }
}
