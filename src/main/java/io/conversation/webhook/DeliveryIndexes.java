package io.conversation.webhook;

import java.util.List;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Singleton;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;

import io.conversation.database.CollectionIndexes;
import io.conversation.tenant.TenantIndexes;

/**
 * The deliveries that are to be tried, by when; those in a state, the oldest first; those of a session; and those that the
 * database is to remove. None where nobody is told of anything.
 */
@Singleton
class DeliveryIndexes implements CollectionIndexes {

    private final Receiver receiver;
    private final TenantIndexes tenants;

    DeliveryIndexes(Receiver receiver, TenantIndexes tenants) {
        this.receiver = receiver;
        this.tenants = tenants;
    }

    @Override
    public String collection() {
        return Deliveries.COLLECTION;
    }

    @Override
    public List<IndexModel> indexes() {
        return !receiver.isOn() ? List.of()
                : List.of(new IndexModel(Indexes.ascending(Delivery.DUE), new IndexOptions().sparse(true)),
                        tenants.list(Indexes.ascending(Delivery.STATE, Delivery.ID)),
                        new IndexModel(Indexes.ascending(Delivery.SESSION)), new IndexModel(
                                Indexes.ascending(Delivery.EXPIRES_AT), new IndexOptions().expireAfter(0L, TimeUnit.SECONDS)));
    }
}
