package io.conversation.webhook;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Singleton;

import org.bson.conversions.Bson;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;

import io.conversation.database.CollectionIndexes;
import io.conversation.tenant.TenantIndexes;

/**
 * The deliveries that are to be tried, by when; those in a state, the oldest first, of a tenant and, for who counts, of all;
 * those of a session; and those that the database is to remove. None where nobody is told of anything.
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
        if (!receiver.isOn()) {
            return List.of();
        }
        Bson byState = Indexes.ascending(Delivery.STATE, Delivery.ID);
        List<IndexModel> indexes = new ArrayList<>(List.of(
                new IndexModel(Indexes.ascending(Delivery.DUE), new IndexOptions().sparse(true)), tenants.list(byState),
                new IndexModel(Indexes.ascending(Delivery.SESSION)),
                new IndexModel(Indexes.ascending(Delivery.EXPIRES_AT), new IndexOptions().expireAfter(0L, TimeUnit.SECONDS))));
        indexes.addAll(tenants.listOfAll(byState));
        return indexes;
    }
}
