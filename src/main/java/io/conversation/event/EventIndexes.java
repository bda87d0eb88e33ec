package io.conversation.event;

import java.util.List;

import jakarta.inject.Singleton;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Indexes;

import io.conversation.database.CollectionIndexes;

/**
 * One event an id and session; the order of a session's events, read from any cursor on without sorting or skipping; and the
 * order of their arrival, for those who follow.
 */
@Singleton
class EventIndexes implements CollectionIndexes {

    @Override
    public String collection() {
        return Event.COLLECTION;
    }

    @Override
    public List<IndexModel> indexes() {
        return List.of(
                CollectionIndexes.unique("sessionId", "eventId"),
                new IndexModel(Indexes.ascending("sessionId", "timestamp", "_id")),
                new IndexModel(Indexes.ascending("sessionId", "_id")));
    }
}
