package io.conversation.feed;

import java.util.List;
import java.util.Optional;

import org.bson.conversions.Bson;

import com.mongodb.client.model.Filters;

import io.conversation.tenant.SessionId;
import io.conversation.tenant.Tenant;

/** Whose arrivals a reader is told: a tenant's own, or everybody's, which is for the service's own work and for no request. */
record Whose(Optional<Tenant> tenant) {

    static final Whose EVERYBODY = new Whose(Optional.empty());

    static Whose of(Tenant tenant) {
        return new Whose(Optional.of(tenant));
    }

    /** What of it they are told of. */
    Bson only(List<Bson> filters) {
        return tenant.map(one -> one.only(filters)).orElseGet(() -> Filters.and(filters));
    }

    void require(SessionId found) {
        tenant.ifPresent(one -> one.require(found));
    }

    /** What their positions are bound to. */
    String name() {
        return tenant.map(one -> "feed " + one.name()).orElse("tap");
    }
}
