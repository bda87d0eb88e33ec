package io.conversation.session;

import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Singleton;

import org.bson.conversions.Bson;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Indexes;

import io.conversation.database.CollectionIndexes;

/**
 * One session an id, and the list newest first: alone, and by each of its filters, the indexed keys of the metadata among them.
 */
@Singleton
class SessionIndexes implements CollectionIndexes {

    private static final IndexModel BY_ID = CollectionIndexes.unique("sessionId");
    /** What the creation of a session asks for, which is the first write of each conversation. */
    static final String BY_ID_NAME = BY_ID.getOptions().getName();

    private final List<String> metadataKeys;

    SessionIndexes(SessionsConfig config) {
        this.metadataKeys = config.indexedMetadata().orElse(List.of());
        for (String key : metadataKeys) {
            if (key.isEmpty() || key.startsWith("$") || key.contains(".")) {
                throw new IllegalArgumentException("sessions.indexed-metadata: '" + key
                        + "' cannot be indexed; a key must not be empty, contain a dot or begin with a dollar sign");
            }
        }
    }

    List<String> metadataKeys() {
        return metadataKeys;
    }

    @Override
    public String collection() {
        return Session.COLLECTION;
    }

    @Override
    public boolean isAskedForFirst() {
        return true;
    }

    @Override
    public List<IndexModel> indexes() {
        List<IndexModel> indexes = new ArrayList<>();
        indexes.add(BY_ID);
        indexes.add(new IndexModel(Indexes.descending("startedAt", "_id")));
        indexes.add(new IndexModel(byStart("status")));
        indexes.add(new IndexModel(byStart("language")));
        metadataKeys.forEach(key -> indexes.add(new IndexModel(byStart("metadata." + key))));
        return indexes;
    }

    private static Bson byStart(String field) {
        return Indexes.compoundIndex(Indexes.ascending(field), Indexes.descending("startedAt", "_id"));
    }
}
