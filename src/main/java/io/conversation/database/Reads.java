package io.conversation.database;

import java.util.function.Function;

import org.bson.conversions.Bson;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;

/** From where, and as of when, something is read. */
public interface Reads {

    /** From where the client is set to read. */
    Reads USUAL = new Reads() {
        @Override
        public <T, R> R on(MongoCollection<T> collection, Deadline deadline, Function<Finder<T>, R> read) {
            return read.apply(deadline.on(collection)::find);
        }
    };

    /** Finds in a collection. */
    @FunctionalInterface
    interface Finder<T> {
        FindIterable<T> find(Bson filter);
    }

    /** @param read has read all that it gives when it returns */
    <T, R> R on(MongoCollection<T> collection, Deadline deadline, Function<Finder<T>, R> read);
}
