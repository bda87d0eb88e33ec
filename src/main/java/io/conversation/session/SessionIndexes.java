package io.conversation.session;

import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Singleton;

import org.bson.conversions.Bson;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;

import io.conversation.database.CollectionIndexes;

/**
 * One session an id; the list newest first: alone, and by each of its filters, the indexed keys of the metadata among them; the
 * list by time of end, where it is asked for; and the order in which ends arrived, for an export of what is new.
 */
@Singleton
class SessionIndexes implements CollectionIndexes {

    private static final IndexModel BY_ID = CollectionIndexes.unique("sessionId");
    /** What the creation of a session asks for, which is the first write of each conversation. */
    static final String BY_ID_NAME = BY_ID.getOptions().getName();

    private final List<String> metadataKeys;
    private final boolean ended;

    SessionIndexes(SessionsConfig config) {
        this.metadataKeys = config.indexedMetadata().orElse(List.of());
        this.ended = config.indexEnded();
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

    boolean hasEnded() {
        return ended;
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
        if (ended) {
            indexes.add(new IndexModel(Indexes.descending("endedAt", "_id")));
        }
        // Sparse: a session is written to it once, when it ends.
        indexes.add(new IndexModel(Indexes.ascending("endedId"), new IndexOptions().sparse(true)));
        return indexes;
    }

    private static Bson byStart(String field) {
        return Indexes.compoundIndex(Indexes.ascending(field), Indexes.descending("startedAt", "_id"));
    }
}
