package io.conversation.paging;

import java.time.Instant;

import org.bson.types.ObjectId;

/** A place in a list: the sort key of the last item seen. */
public record Position(Instant time, ObjectId id) {
}
