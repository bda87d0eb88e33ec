package io.conversation.paging;

import org.bson.conversions.Bson;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;

/** The direction of a list, in keyset pagination over (time, {@code _id}). */
public enum Order {
    ASC,
    DESC;

    public Bson sort(String timeField) {
        return this == ASC ? Sorts.ascending(timeField, "_id") : Sorts.descending(timeField, "_id");
    }

    /** What comes after the position. The outer bound on the time alone is what lets the server start its index scan there. */
    public Bson after(String timeField, Position position) {
        Bson bound = this == ASC ? Filters.gte(timeField, position.time()) : Filters.lte(timeField, position.time());
        return Filters.and(bound, keysAfter(timeField, position));
    }

    /**
     * The same as two ranges of an index, which the server merges without reading a document where only what is in the index is
     * asked for; with the outer bound it reads each to compare it.
     */
    public Bson keysAfter(String timeField, Position position) {
        return switch (this) {
            case ASC -> Filters.or(Filters.gt(timeField, position.time()),
                    Filters.and(Filters.eq(timeField, position.time()), Filters.gt("_id", position.id())));
            case DESC -> Filters.or(Filters.lt(timeField, position.time()),
                    Filters.and(Filters.eq(timeField, position.time()), Filters.lt("_id", position.id())));
        };
    }
}
