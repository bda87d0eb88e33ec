package io.conversation.session;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Singleton;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.model.UpdateOneModel;

import io.conversation.database.ArrivalIds;
import io.conversation.database.Deadline;
import io.conversation.database.UnorderedWrite;
import io.conversation.database.UnorderedWrite.Outcome;
import io.conversation.database.UnorderedWrite.Refused;
import io.conversation.database.WritesByShard;
import io.conversation.json.Rfc3339;
import io.conversation.problem.ProblemException;

/** Completes many sessions in one command, as {@link SessionBulk} creates them. */
@Singleton
public class BulkCompleter {

    private final SessionWriter writer;
    private final UnorderedWrite writes;
    private final WritesByShard byShard;
    private final ArrivalIds ids;
    private final Clock clock;

    BulkCompleter(SessionWriter writer, UnorderedWrite writes, WritesByShard byShard, ArrivalIds ids, Clock clock) {
        this.writer = writer;
        this.writes = writes;
        this.byShard = byShard;
        this.ids = ids;
        this.clock = clock;
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
