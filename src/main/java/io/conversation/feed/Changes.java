package io.conversation.feed;

import java.util.ArrayList;
import java.util.List;

import org.bson.BsonDocument;
import org.bson.RawBsonDocument;

import com.mongodb.client.MongoChangeStreamCursor;

/** A change stream that one reader has open. It takes a connection for no longer than it reads. */
final class Changes implements AutoCloseable {

    private final MongoChangeStreamCursor<RawBsonDocument> cursor;

    Changes(MongoChangeStreamCursor<RawBsonDocument> cursor) {
        this.cursor = cursor;
    }

    /** The next, as many as are there and come together; empty where there are none yet. */
    List<Change> take(int limit) {
        List<Change> taken = new ArrayList<>();
        RawBsonDocument next = cursor.tryNext();
        while (next != null) {
            taken.add(Change.of(next));
            next = taken.size() < limit && cursor.available() > 0 ? cursor.tryNext() : null;
        }
        return taken;
    }

    /** Whether there was anything; passes all that comes together. */
    boolean pass() {
        boolean any = cursor.tryNext() != null;
        while (cursor.available() > 0) {
            cursor.tryNext();
        }
        return any;
    }

    /** Behind what was taken, and behind what else there was. */
    BsonDocument token() {
        return cursor.getResumeToken();
    }

    /** The server has ended it, and it has nothing more to tell. */
    boolean isOver() {
        return cursor.getServerCursor() == null && cursor.available() == 0;
    }

    @Override
    public void close() {
        try {
            cursor.close();
        } catch (RuntimeException e) {
            // It is given up either way.
        }
    }
}
