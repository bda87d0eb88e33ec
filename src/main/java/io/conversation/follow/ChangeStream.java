package io.conversation.follow;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonTimestamp;
import org.bson.RawBsonDocument;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.configuration.CodecRegistry;
import org.bson.conversions.Bson;

import com.mongodb.MongoChangeStreamException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.ChangeStreamIterable;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.FullDocument;
import com.mongodb.client.model.changestream.OperationType;

import io.conversation.event.Event;
import io.conversation.session.Session;
import io.conversation.tenant.SessionIdCodec;

/**
 * For a replica set: one change stream of this pod over both collections, resumed by its token after an election or a cut.
 * When the token leads nowhere, or the server has ended the stream, everybody reads the collection again.
 */
final class ChangeStream implements Source {

    /** How long the server may hold an empty answer back; also what it takes to notice that nobody follows any more. */
    private static final long AWAIT_MILLIS = 1000;

    private static final Set<OperationType> DROPS = Set.of(OperationType.DROP, OperationType.RENAME,
            OperationType.DROP_DATABASE, OperationType.INVALIDATE);

    private static final List<Bson> PIPELINE = List.of(Aggregates.match(Filters.or(
            Filters.and(Filters.eq("ns.coll", Event.COLLECTION), Filters.in("operationType", "insert", "drop", "rename")),
            Filters.and(Filters.eq("ns.coll", Session.COLLECTION),
                    Filters.in("operationType", "update", "replace", "drop", "rename")),
            Filters.in("operationType", "dropDatabase", "invalidate"))));

    // InvalidResumeToken, ChangeStreamFatalError, ChangeStreamHistoryLost: the token leads nowhere any more.
    private static final Set<Integer> TOKEN_LOST = Set.of(260, 280, 286);

    private final Followers followers;
    private final MongoDatabase database;
    private final Runnable dropped;
    private final Codec<Event> events;
    private final Codec<Session> sessions;
    private MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>> cursor;
    private BsonDocument token;

    /** @param dropped run when a collection may not be what it was */
    ChangeStream(Followers followers, MongoDatabase database, Runnable dropped) {
        this.followers = followers;
        this.database = database;
        this.dropped = dropped;
        CodecRegistry codecs = database.getCodecRegistry();
        this.events = codecs.get(Event.class);
        this.sessions = codecs.get(Session.class);
    }

    @Override
    public void look() {
        try {
            if (cursor == null) {
                open();
            }
            for (var change = cursor.tryNext(); change != null; change = cursor.tryNext()) {
                take(change);
            }
            if (cursor.getServerCursor() == null) {
                throw ended();
            }
            token = cursor.getResumeToken();
        } catch (RuntimeException | Error e) {
            giveUp(e);
            throw e;
        }
    }

    private void open() {
        ChangeStreamIterable<RawBsonDocument> stream = database.watch(PIPELINE, RawBsonDocument.class)
                .fullDocument(FullDocument.UPDATE_LOOKUP).maxAwaitTime(awaitMillis(), TimeUnit.MILLISECONDS);
        if (token != null) {
            cursor = stream.resumeAfter(token).cursor();
        } else {
            BsonTimestamp committed = committed();
            cursor = (committed == null ? stream : stream.startAtOperationTime(committed)).cursor();
            followers.missed();
        }
    }

    /**
     * Up to where a majority has everything: followers read what is there by then, and the stream tells the rest. By itself it
     * would begin with what is written next, and what has been written and is not yet had by a majority would be in neither.
     */
    private BsonTimestamp committed() {
        BsonDocument hello = database.runCommand(new BsonDocument("hello", new BsonInt32(1)), BsonDocument.class);
        BsonDocument none = new BsonDocument();
        return hello.getDocument("lastWrite", none).getDocument("majorityOpTime", none).getTimestamp("ts", null);
    }

    /** The driver refuses to wait for as long as an operation may take at the most. */
    private long awaitMillis() {
        Long timeout = database.getTimeout(TimeUnit.MILLISECONDS);
        return timeout == null || timeout == 0 ? AWAIT_MILLIS : Math.clamp(timeout / 2, 1, AWAIT_MILLIS);
    }

    /** As after the database was dropped. The driver goes on to find nothing, at once, for ever. */
    private MongoException ended() {
        dropped.run();
        return new MongoChangeStreamException("The server has ended the change stream.");
    }

    /** The next look goes on behind what was taken, or what could not be read, unless nothing can go on from there. */
    private void giveUp(Throwable e) {
        if (cursor != null) {
            token = cursor.getResumeToken();
        }
        close();
        if (e instanceof MongoChangeStreamException || e instanceof MongoException m && isTokenLost(m)) {
            token = null;
        }
    }

    static boolean isTokenLost(MongoException e) {
        return e instanceof MongoCommandException && TOKEN_LOST.contains(e.getCode());
    }

    private void take(ChangeStreamDocument<RawBsonDocument> change) {
        if (DROPS.contains(change.getOperationType())) {
            dropped.run();
        } else {
            publish(change);
        }
    }

    private void publish(ChangeStreamDocument<RawBsonDocument> change) {
        RawBsonDocument document = change.getFullDocument();
        if (document == null || change.getNamespace() == null || !document.isString("sessionId")
                || !followers.follows(SessionIdCodec.of(document.getString("sessionId")))) {
            return;
        }
        if (change.getNamespace().getCollectionName().equals(Event.COLLECTION)) {
            followers.publish(decode(events, document));
        } else {
            Session session = decode(sessions, document);
            if (session.isErased()) {
                followers.publishGone(session.sessionId);
            } else if (session.status.isEnded()) {
                followers.publishEnd(session);
            }
        }
    }

    private static <T> T decode(Codec<T> codec, RawBsonDocument document) {
        try (var reader = document.asBsonReader()) {
            return codec.decode(reader, DecoderContext.builder().build());
        }
    }

    @Override
    public void rest() {
        close();
        token = null;
    }

    private void close() {
        if (cursor != null) {
            try {
                cursor.close();
            } catch (RuntimeException e) {
                // It is given up either way.
            }
            cursor = null;
        }
    }
}
