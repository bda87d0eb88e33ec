package io.conversation.database;

import java.util.List;

import com.mongodb.client.model.IndexModel;

/** The indexes that a feature needs on its collection; made at start by {@link IndexInitializer}. */
public interface CollectionIndexes {

    String collection();

    List<IndexModel> indexes();
}
