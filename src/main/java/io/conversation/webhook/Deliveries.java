package io.conversation.webhook;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.bson.BsonDocument;
import org.bson.conversions.Bson;

import com.mongodb.ReadPreference;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;

import io.conversation.database.ComparedClock;
import io.conversation.database.Deadlines;
import io.conversation.erasure.AlsoKept;
import io.conversation.json.Rfc3339;
import io.conversation.session.Session;
import io.conversation.tenant.SessionId;
import io.conversation.tenant.Tenant;

/**
 * The deliveries as work to be done, by any pod: who takes one is waited for until the time that he says, and then it is
 * another's.
 * A delivery that was made is not there any more.
 */
@Singleton
class Deliveries implements AlsoKept {

    static final String COLLECTION = "webhooks";

    /** For how long one that was given up can be seen, and sent again. */
    static final Duration KEPT = Duration.ofDays(7);

    private static final FindOneAndUpdateOptions AFTER = new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);
    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

    private final Receiver receiver;
    private final Clock clock;
    private final ComparedClock compared;
    private final Deadlines deadlines;

    Deliveries(Receiver receiver, Clock clock, ComparedClock compared, Deadlines deadlines) {
        this.receiver = receiver;
        this.clock = clock;
        this.compared = compared;
        this.deadlines = deadlines;
    }

    /** Has one be there for each of the ends, if it is not yet. */
    void add(List<Session> ended) {
        Instant now = now();
        List<UpdateOneModel<BsonDocument>> upserts = ended.stream()
                .map(session -> new UpdateOneModel<BsonDocument>(Filters.eq(Delivery.ID, session.endedId), first(session, now),
                        UPSERT))
                .toList();
        deadlines.start().on(collection()).bulkWrite(upserts, new BulkWriteOptions().ordered(false));
    }

    private static Bson first(Session session, Instant now) {
        List<Bson> fields = new ArrayList<>(List.of(Updates.setOnInsert(Delivery.SESSION, session.sessionId),
                Updates.setOnInsert(Delivery.STATE, DeliveryState.PENDING.wire()), Updates.setOnInsert(Delivery.ATTEMPTS, 0),
                Updates.setOnInsert(Delivery.SINCE, now), Updates.setOnInsert(Delivery.DUE, now)));
        session.sessionId.tenant().field().ifPresent(tenant -> fields.add(Updates.setOnInsert(Tenant.FIELD, tenant)));
        return Updates.combine(fields);
    }

    /** Those that somebody has to try by now, the longest due first; none for who cannot tell. */
    List<Delivery> due(int most) {
        return time().map(now -> deadlines.start().on(fromPrimary()).find(Filters.lte(Delivery.DUE, now))
                .sort(Sorts.ascending(Delivery.DUE)).limit(most).map(Delivery::of).into(new ArrayList<>()))
                .orElseGet(ArrayList::new);
    }

    /** Takes one that was found due, unless another has; by its id, as only so a router knows where it is. */
    Optional<Delivery> take(Delivery found) {
        return time().map(now -> deadlines.start().on(collection()).findOneAndUpdate(asTaken(found), Updates.combine(
                Updates.set(Delivery.DUE, now.plus(patience())), Updates.inc(Delivery.ATTEMPTS, 1)), AFTER))
                .map(Delivery::of);
    }

    /** For how long who is at one is waited for: it is looked up, sent, and told of. */
    Duration patience() {
        return receiver.timeout().plus(deadlines.unsettled());
    }

    /** There is nothing to be done any more. */
    void done(Delivery taken) {
        deadlines.start().on(collection()).deleteOne(Filters.eq(Delivery.ID, taken.id()));
    }

    /** Unless another has taken it since. */
    void failed(Delivery taken, Outcome outcome, Instant next) {
        update(taken, Updates.combine(Updates.set(Delivery.STATE, DeliveryState.FAILING.wire()),
                Updates.set(Delivery.DUE, Rfc3339.cut(next)), last(outcome)));
    }

    void givenUp(Delivery taken, Outcome outcome) {
        update(taken, Updates.combine(Updates.set(Delivery.STATE, DeliveryState.GIVEN_UP.wire()), Updates.unset(Delivery.DUE),
                Updates.set(Delivery.EXPIRES_AT, now().plus(KEPT)), last(outcome)));
    }

    private Bson last(Outcome outcome) {
        return Updates.combine(Updates.set(Delivery.LAST_AT, now()), Updates.set(Delivery.LAST_STATUS, outcome.status()),
                Updates.set(Delivery.LAST_FAILURE, outcome.failure().wire()));
    }

    /** As if nothing had been tried: somebody else is to, after that pause, or now where this pod cannot tell when that is. */
    void leave(Delivery taken, Duration pause) {
        update(taken, Updates.combine(Updates.set(Delivery.DUE, time().map(now -> now.plus(pause)).orElse(taken.since())),
                Updates.inc(Delivery.ATTEMPTS, -1)));
    }

    private void update(Delivery taken, Bson change) {
        deadlines.start().on(collection()).updateOne(asTaken(taken), change);
    }

    private static Bson asTaken(Delivery taken) {
        return Filters.and(Filters.eq(Delivery.ID, taken.id()), Filters.eq(Delivery.DUE, taken.due()));
    }

    @Override
    public void removeErased(SessionId sessionId) {
        remove(Filters.eq(Delivery.SESSION, sessionId));
    }

    @Override
    public void removePast(Session session) {
        remove(Filters.eq(Delivery.ID, session.endedId));
    }

    private void remove(Bson which) {
        if (receiver.isOn()) {
            deadlines.start().on(collection()).deleteMany(which);
        }
    }

    /** What others compare theirs with; empty while this pod's clock is off. */
    Optional<Instant> time() {
        return compared.now().map(Rfc3339::cut);
    }

    Instant now() {
        return Rfc3339.cut(clock.instant());
    }

    static MongoCollection<BsonDocument> collection() {
        return Session.mongoDatabase().getCollection(COLLECTION, BsonDocument.class);
    }

    static MongoCollection<BsonDocument> fromPrimary() {
        return collection().withReadPreference(ReadPreference.primary());
    }
}
