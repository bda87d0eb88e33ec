package io.conversation.erasure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

import com.mongodb.ReadPreference;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;

import io.conversation.database.Deadlines;
import io.conversation.event.Event;
import io.conversation.session.Session;
import io.conversation.tenant.SessionId;

/**
 * Takes a session out of the database with all its events: these in steps, each with a deadline of its own, and the session
 * last, by which it is found again where that was broken off. Any number may be at the same session.
 */
@Singleton
public class Removal {

    /** Events of one step: what a database removes in some ten milliseconds. */
    static final int STEP = 1000;

    /** Later than any. */
    private static final ObjectId LAST = new ObjectId("f".repeat(24));
    private static final Bson IN_ORDER = Sorts.ascending("_id");
    private static final Bson EMPTIED = Filters.exists("status", false);
    private static final Bson ID = Projections.include("_id");

    private final Deadlines deadlines;
    private final Instance<AlsoKept> others;

    Removal(Deadlines deadlines, Instance<AlsoKept> others) {
        this.deadlines = deadlines;
        this.others = others;
    }

    /** Removes all events of the session that are there. */
    boolean events(SessionId sessionId, LongConsumer removed) {
        return events(sessionId, LAST, removed);
    }

    /**
     * Removes the events of the session that were taken before an id.
     *
     * @param removed told after each step how many it has removed; what it throws ends the work
     * @return whether any was found
     */
    public boolean events(SessionId sessionId, ObjectId before, LongConsumer removed) {
        boolean any = false;
        for (List<ObjectId> next = next(sessionId, before); !next.isEmpty(); next = next(sessionId, before)) {
            any = true;
            // A range of the index of arrival, so that a step is as short for the server to read as for us to say.
            removed.accept(deadlines.start().on(events())
                    .deleteMany(Filters.and(Filters.eq("sessionId", sessionId), Filters.gte("_id", next.getFirst()),
                            Filters.lte("_id", next.getLast())))
                    .getDeletedCount());
        }
        return any;
    }

    private List<ObjectId> next(SessionId sessionId, ObjectId before) {
        return deadlines.start().on(events()).find(Filters.and(Filters.eq("sessionId", sessionId), Filters.lt("_id", before)))
                .sort(IN_ORDER).projection(ID)
                .limit(STEP).batchSize(STEP).map(event -> event.getObjectId("_id").getValue()).into(new ArrayList<>());
    }

    /** Removes one that has been emptied, with what others keep of it; whether it was there. No other has its id meanwhile. */
    boolean emptied(SessionId sessionId) {
        others.forEach(other -> other.removeErased(sessionId));
        return session(sessionId, EMPTIED);
    }

    /** Removes one that is past its time, that very one: by now there may be another with its id. Whether it was there. */
    public boolean past(Session session) {
        others.forEach(other -> other.removePast(session));
        return session(session.sessionId, Filters.eq("_id", session.id));
    }

    private boolean session(SessionId sessionId, Bson condition) {
        return deadlines.start().on(sessions())
                .deleteOne(Filters.and(Filters.eq("sessionId", sessionId), condition)).getDeletedCount() > 0;
    }

    /**
     * Takes everything out of the session but its id, so that from now on it is found nowhere, and yet is no other's to create;
     * whether there was anything.
     */
    boolean empty(SessionId sessionId) {
        return deadlines.start().on(Session.mongoCollection().withDocumentClass(Document.class))
                .replaceOne(Filters.and(Filters.eq("sessionId", sessionId), Filters.exists("status")),
                        new Document("sessionId", sessionId))
                .getMatchedCount() > 0;
    }

    private static MongoCollection<BsonDocument> events() {
        return Event.mongoCollection().withDocumentClass(BsonDocument.class).withReadPreference(ReadPreference.primary());
    }

    private static MongoCollection<Session> sessions() {
        return Session.mongoCollection();
    }
}
