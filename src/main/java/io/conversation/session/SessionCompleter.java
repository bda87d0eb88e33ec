package io.conversation.session;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Singleton;

import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;

import io.conversation.database.ArrivalIds;
import io.conversation.database.DatabaseFailures;
import io.conversation.database.Deadline;
import io.conversation.database.DocumentLimit;
import io.conversation.database.IndexInitializer;
import io.conversation.json.Rfc3339;
import io.conversation.session.SessionWriter.Written;
import io.conversation.telemetry.ClientClocks;
import io.conversation.tenant.SessionId;

/**
 * Ends sessions, each by one atomic change whose filter is that it has not ended; the first wins. What the change rests on, the
 * start and the metadata, stays as it is for as long as a session is open, so it may be read before.
 */
@Singleton
public class SessionCompleter {

    private static final FindOneAndUpdateOptions AFTER = new FindOneAndUpdateOptions()
            .returnDocument(ReturnDocument.AFTER);
    /** Who loses a race finds the other's end at the next look, unless no majority has it yet. */
    private static final int TRIES = 1;

    private final Sessions sessions;
    private final ArrivalIds ids;
    private final Clock clock;
    private final IndexInitializer indexes;
    private final SessionWriter writer;
    private final ClientClocks clocks;

    SessionCompleter(Sessions sessions, ArrivalIds ids, Clock clock, IndexInitializer indexes, SessionWriter writer,
            ClientClocks clocks) {
        this.sessions = sessions;
        this.ids = ids;
        this.clock = clock;
        this.indexes = indexes;
        this.writer = writer;
        this.clocks = clocks;
    }

    /**
     * Ends the session unless it has ended; {@code strict} refuses with {@code session-conflict} what could not be as asked.
     */
    public Written complete(SessionId sessionId, Completion wanted, boolean strict, Deadline deadline) {
        indexes.requireMade();
        Instant now = Rfc3339.cut(clock.instant());
        Session ended = wanted.metadata() == null ? atOnce(sessionId, wanted, now, deadline) : null;
        for (int tries = 0; ended == null; tries++) {
            Session before = sessions.requireDurable(sessionId, deadline);
            if (before.status.isEnded()) {
                return told(before, false, wanted, strict);
            }
            if (tries == TRIES) {
                throw DatabaseFailures.notDurableYet(SessionWriter.named(sessionId));
            }
            wanted.checkEnds(before);
            if (strict && wanted.metadata() != null) {
                told(merged(before, wanted), false, wanted, true);
            }
            ended = end(sessionId, Filters.eq("_id", before.id), ending(before, wanted, now, ids.next()), deadline);
        }
        writer.countEnded(1);
        clocks.see(wanted.endedAt(), now);
        return told(ended, true, wanted, strict);
    }

    /**
     * Ends as failed a session that was open when it was read, at the time when it was last heard of, or its start where that
     * is later. False when it has ended meanwhile.
     */
    public boolean abandon(Session session, Instant lastHeardOf, Deadline deadline) {
        indexes.requireMade();
        Instant endedAt = lastHeardOf.isBefore(session.startedAt) ? session.startedAt : Rfc3339.cut(lastHeardOf);
        Session ended = end(session.sessionId, Filters.eq("_id", session.id),
                ending(SessionStatus.FAILED, endedAt, ids.next()), deadline);
        if (ended != null) {
            writer.countEnded(1);
        }
        return ended != null;
    }

    /** Where nothing has to be known of the session but that it has started. */
    private Session atOnce(SessionId sessionId, Completion wanted, Instant now, Deadline deadline) {
        Instant endedAt = wanted.endedAt() == null ? now : wanted.endedAt();
        return end(sessionId, Filters.lte("startedAt", endedAt), ending(wanted.status(), endedAt, ids.next()), deadline);
    }

    private static Session end(SessionId sessionId, Bson condition, Bson ending, Deadline deadline) {
        return DatabaseFailures.ofOne(SessionWriter.named(sessionId), () -> deadline.on(SessionWriter.collection())
                .findOneAndUpdate(Filters.and(open(sessionId), condition), ending, AFTER));
    }

    /** A session that can still be ended. */
    static Bson open(SessionId sessionId) {
        return Filters.and(SessionWriter.bySessionId(sessionId),
                Filters.in("status", SessionStatus.wires(SessionStatus.OPEN)));
    }

    static Bson ending(Session session, Completion wanted, Instant now, ObjectId arrived) {
        Bson ending = ending(wanted.status(), wanted.endedAt(session, now), arrived);
        if (wanted.metadata() == null || wanted.metadata().equals(session.metadata) || wanted.metadata().members() == 0) {
            return ending;
        }
        return Updates.combine(ending, Updates.set("metadata", merged(session, wanted).metadata.toBson()),
                Updates.set("membersAtStart", session.metadata.members()));
    }

    private static Bson ending(SessionStatus status, Instant endedAt, ObjectId arrived) {
        return Updates.combine(Updates.set("status", status.wire()), Updates.set("endedAt", endedAt),
                Updates.set("endedId", arrived));
    }

    private static Session merged(Session session, Completion wanted) {
        Session merged = new Session();
        merged.sessionId = session.sessionId;
        merged.status = wanted.status();
        merged.metadata = session.metadata.with(wanted.metadata());
        DocumentLimit.check(merged.metadata, SessionWriter.named(session.sessionId));
        return merged;
    }

    /** A repeat of an end that there was before. */
    void tellReplayed(Session session, Completion wanted) {
        told(session, false, wanted, false);
    }

    private Written told(Session session, boolean isNew, Completion wanted, boolean strict) {
        List<String> differing = new ArrayList<>();
        if (session.status != wanted.status()) {
            differing.add("status");
        }
        if (wanted.metadata() != null) {
            session.metadata.lacking(wanted.metadata()).forEach(key -> differing.add("metadata." + key));
        }
        writer.tellDiffering(session.sessionId, differing);
        Written written = new Written(session, isNew, differing);
        if (strict) {
            written.refuseDiffering();
        }
        return written;
    }
}
