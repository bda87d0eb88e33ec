package io.conversation.erasure;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Singleton;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;

import io.conversation.database.CollectionIndexes;
import io.conversation.session.Tombstones;

/**
 * The tombstones that have work to do, by when; and those that the database is to remove, each at the time that it says itself,
 * so that a changed setting changes no index. One that has work to do says none.
 */
@Singleton
class ErasureIndexes implements CollectionIndexes {

    @Override
    public String collection() {
        return Tombstones.COLLECTION;
    }

    @Override
    public Optional<String> shardKey() {
        return Optional.of("_id");
    }

    @Override
    public List<IndexModel> indexes() {
        return List.of(
                new IndexModel(Indexes.ascending(Erasures.NEXT_AT), new IndexOptions().sparse(true)),
                new IndexModel(Indexes.ascending(Tombstones.EXPIRES_AT), new IndexOptions().expireAfter(0L, TimeUnit.SECONDS)));
    }
}
