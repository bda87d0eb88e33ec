package io.conversation.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Indexes;

import io.conversation.database.CollectionIndexes;
import io.conversation.tenant.TenantIndexes;

/**
 * One event an id and session; the order of a session's events, read from any cursor on without sorting or skipping; and the
 * order of their arrival, for those who follow; with tenants, that of all a tenant's, for an export of what is new.
 */
@Singleton
class EventIndexes implements CollectionIndexes {

    private final TenantIndexes tenants;

    EventIndexes(TenantIndexes tenants) {
        this.tenants = tenants;
    }

    @Override
    public String collection() {
        return Event.COLLECTION;
    }

    @Override
    public Optional<String> shardKey() {
        return Optional.of("sessionId");
    }

    @Override
    public List<IndexModel> indexes() {
        List<IndexModel> indexes = new ArrayList<>(List.of(
                CollectionIndexes.unique("sessionId", "eventId"),
                new IndexModel(Indexes.ascending("sessionId", "timestamp", "_id")),
                new IndexModel(Indexes.ascending("sessionId", "_id"))));
        indexes.addAll(tenants.arrivals());
        return indexes;
    }
}
