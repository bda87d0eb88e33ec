package io.conversation.webhook;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.UriInfo;

import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;

import io.conversation.database.ArrivalIds;
import io.conversation.database.Deadline;
import io.conversation.database.Deadlines;
import io.conversation.http.QueryParameters;
import io.conversation.paging.Cursor;
import io.conversation.paging.Order;
import io.conversation.paging.PageRequest;
import io.conversation.paging.Position;
import io.conversation.paging.Slice;
import io.conversation.tenant.Tenant;

/** The deliveries for people: what has not been delivered, the oldest end first, and how it is sent again. */
@Singleton
class DeliveryListing {

    private static final Bson IN_ORDER = Sorts.ascending(Delivery.ID);
    private static final int STEP = 500;

    private final Deliveries deliveries;
    private final Courier courier;
    private final Deadlines deadlines;

    DeliveryListing(Deliveries deliveries, Courier courier, Deadlines deadlines) {
        this.deliveries = deliveries;
        this.courier = courier;
        this.deadlines = deadlines;
    }

    DeliveryPage page(UriInfo uri, Tenant tenant) {
        QueryParameters query = QueryParameters.of(uri, "state", "limit", "cursor");
        TreeSet<String> states = new TreeSet<>(query.all("state"));
        states.stream().filter(state -> DeliveryState.of(state).isEmpty())
                .forEach(state -> query.violations().add("state", "has to be pending, failing or given-up"));
        int limit = query.limit();
        String cursor = query.text("cursor");
        query.violations().throwIfAny();
        String scope = "webhooks " + tenant.name() + " " + states;
        Position after = cursor == null ? null : Cursor.decode(cursor, scope);
        PageRequest page = new PageRequest(limit, Order.ASC, after, scope);
        List<Bson> filters = new ArrayList<>();
        if (!states.isEmpty()) {
            filters.add(Filters.in(Delivery.STATE, states));
        }
        if (after != null) {
            filters.add(Filters.gt(Delivery.ID, after.id()));
        }
        return DeliveryPage.of(read(tenant.only(filters), page), page);
    }

    private Slice<Delivery> read(Bson filter, PageRequest page) {
        Slice<BsonDocument> slice = Slice.read(
                deadlines.start().on(Deliveries.collection()).find(filter).sort(IN_ORDER), page, DeliveryListing::position);
        return new Slice<>(slice.items().stream().map(Delivery::of).toList(), slice.nextCursor());
    }

    private static Position position(BsonDocument found) {
        ObjectId id = found.getObjectId(Delivery.ID).getValue();
        return new Position(ArrivalIds.time(id), id);
    }

    /**
     * Has those that have failed, or that one session's, be due now, as if they had not been tried. It goes through them once:
     * what fails anew meanwhile is left to its pause.
     *
     * @param sessionId of a client, null for all
     */
    int retry(String sessionId, Tenant tenant) {
        Deadline deadline = deadlines.start();
        List<Bson> filters = new ArrayList<>(List.of(Filters.in(Delivery.STATE, DeliveryState.FAILING.wire(),
                DeliveryState.GIVEN_UP.wire())));
        Optional.ofNullable(sessionId).ifPresent(id -> filters.add(Filters.eq(Delivery.SESSION, tenant.id(id))));
        Bson failed = tenant.only(filters);
        int retried = 0;
        List<BsonValue> some = some(failed, deadline);
        while (!some.isEmpty()) {
            retried += begin(Filters.and(Filters.in(Delivery.ID, some), failed), deadline);
            courier.lookSoon();
            some = some.size() < STEP ? List.of()
                    : some(Filters.and(failed, Filters.gt(Delivery.ID, some.getLast())), deadline);
        }
        return retried;
    }

    private static List<BsonValue> some(Bson filter, Deadline deadline) {
        return deadline.on(Deliveries.fromPrimary()).find(filter).sort(IN_ORDER).projection(Projections.include(Delivery.ID))
                .limit(STEP)
                .map(found -> found.get(Delivery.ID)).into(new ArrayList<>());
    }

    private int begin(Bson which, Deadline deadline) {
        return (int) deadline.on(Deliveries.collection()).updateMany(which,
                Updates.combine(Updates.set(Delivery.STATE, DeliveryState.PENDING.wire()), Updates.set(Delivery.ATTEMPTS, 0),
                        Updates.set(Delivery.SINCE, deliveries.now()), Updates.set(Delivery.DUE, deliveries.now()),
                        Updates.unset(Delivery.EXPIRES_AT)))
                .getModifiedCount();
    }
}
