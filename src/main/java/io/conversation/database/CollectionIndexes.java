package io.conversation.database;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.mongodb.client.model.Collation;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;

/**
 * The indexes that a feature needs on its collection; made at start by {@link IndexInitializer}, and whenever they are gone.
 */
public interface CollectionIndexes {

    String collection();

    List<IndexModel> indexes();

    /**
     * Whether the first write of all that belongs together is on this collection and names its unique index: after a drop it is
     * refused, until the index stands again. That of such a collection is therefore made after all other unique ones.
     */
    default boolean isAskedForFirst() {
        return false;
    }

    /**
     * The field that holds the id of the session, by whose hash the collection is spread over shards where there are any: all
     * of a session is found by it. Empty for a collection that stays on one shard.
     */
    default Optional<String> shardKey() {
        return Optional.empty();
    }

    /**
     * Why nothing may be written to the collection as it was left by other settings; none as a rule.
     *
     * @param leading the fields that its indexes begin with
     */
    default Optional<String> conflict(Set<String> leading) {
        return Optional.empty();
    }

    /**
     * Unique by the bytes of the values, whatever the collection's own collation: by another one {@code Turn-1} were
     * {@code turn-1}.
     */
    static IndexModel unique(String... fields) {
        return new IndexModel(Indexes.ascending(fields), new IndexOptions().unique(true)
                .collation(Collation.builder().locale("simple").build()).name(String.join("_1_", fields) + "_1"));
    }
}
