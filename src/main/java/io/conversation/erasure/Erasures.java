package io.conversation.erasure;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

import jakarta.inject.Singleton;

import org.bson.BsonDocument;
import org.bson.conversions.Bson;

import com.mongodb.MongoException;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;

import io.conversation.database.DatabaseFailures;
import io.conversation.database.Deadlines;
import io.conversation.json.Rfc3339;
import io.conversation.session.Session;
import io.conversation.session.Tombstones;
import io.conversation.settings.RefusedSetting;
import io.conversation.tenant.SessionId;
import io.conversation.tenant.SessionIdCodec;
import io.quarkus.runtime.Startup;

/**
 * The tombstones as what there is to do: each says when somebody is to look at its session next, until nothing of that can come
 * any more, and from then on when it expires.
 */
@Startup(RefusedSetting.LOOKED_FOR)
@Singleton
class Erasures {

    /** When the next look is due; absent when no more is. */
    static final String NEXT_AT = "nextAt";
    /** When the erasure was asked for, or something was found last. */
    private static final String SINCE = "since";
    private static final String ID = "_id";
    /** What can still be reckoned with, in any unit. */
    private static final Duration MOST = Duration.ofDays(365_000);

    private static final FindOneAndUpdateOptions UPSERT = new FindOneAndUpdateOptions().upsert(true)
            .returnDocument(ReturnDocument.AFTER);
    private static final FindOneAndUpdateOptions AFTER = new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);

    private final Clock clock;
    private final Deadlines deadlines;
    private final Duration life;

    /** An erasure that somebody is at, since when nothing is known to have come. */
    record Erasure(SessionId sessionId, Instant since) {

        private static Erasure of(BsonDocument tombstone) {
            return new Erasure(SessionIdCodec.of(tombstone.getString(ID)),
                    Instant.ofEpochMilli(tombstone.getDateTime(SINCE).getValue()));
        }
    }

    Erasures(Clock clock, Deadlines deadlines, ErasureConfig config) {
        this.clock = clock;
        this.deadlines = deadlines;
        this.life = config.tombstoneLife();
        if (life.compareTo(MOST) > 0) {
            throw new RefusedSetting("sessions.erasure.tombstone-life: " + life + " has to be a thousand years at the most");
        }
        if (life.compareTo(deadlines.unsettled()) < 0) {
            throw new RefusedSetting("sessions.erasure.tombstone-life: " + life + " is too short; a write may take "
                    + deadlines.unsettled() + " to be seen, and could bring back what has been erased");
        }
    }

    /** Has the tombstone stand, from now on, whether there was one or not. */
    Erasure begin(SessionId sessionId) {
        Supplier<Erasure> begin = () -> {
            Instant now = now();
            return Erasure.of(deadlines.start().on(collection()).findOneAndUpdate(Filters.eq(ID, sessionId),
                    Updates.combine(Updates.max(SINCE, now), Updates.set(NEXT_AT, looked(now)),
                            Updates.unset(Tombstones.EXPIRES_AT)),
                    UPSERT));
        };
        try {
            return begin.get();
        } catch (MongoException e) {
            // Of two that come at once the other was first.
            if (!DatabaseFailures.isDuplicateKey(e)) {
                throw e;
            }
            return begin.get();
        }
    }

    /**
     * Takes the one that has waited longest for somebody; others leave it alone for a while. It is found first and then taken
     * by its id, as only so a router knows where it is.
     */
    Optional<Erasure> next() {
        Instant now = now();
        for (BsonDocument due = due(now); due != null; due = due(now)) {
            BsonDocument taken = deadlines.start().on(collection()).findOneAndUpdate(
                    Filters.and(Filters.eq(ID, due.get(ID)), Filters.eq(NEXT_AT, due.get(NEXT_AT))),
                    Updates.set(NEXT_AT, looked(now)), AFTER);
            if (taken != null) {
                return Optional.of(Erasure.of(taken));
            }
        }
        return Optional.empty();
    }

    private BsonDocument due(Instant now) {
        return deadlines.start().on(collection().withReadPreference(ReadPreference.primary())).find(Filters.lte(NEXT_AT, now))
                .sort(Sorts.ascending(NEXT_AT)).limit(1).first();
    }

    /** Somebody is still at it. */
    void keep(Erasure erasure) {
        update(erasure, Updates.set(NEXT_AT, looked(now())));
    }

    /** Somebody else is to go on with it at once. */
    void leave(Erasure erasure) {
        update(erasure, Updates.set(NEXT_AT, now()));
    }

    /**
     * Something was found, and nothing is any more: is to be looked at again once no write can be on its way that had begun.
     */
    void settle(Erasure erasure) {
        Instant now = now();
        update(erasure, Updates.combine(Updates.max(SINCE, now), Updates.set(NEXT_AT, now.plus(deadlines.unsettled()))));
    }

    /** Whether what has been looked for from that time on can have come after nothing. */
    boolean isSettled(Erasure erasure, Instant looked) {
        return !looked.isBefore(erasure.since.plus(deadlines.unsettled()));
    }

    /** Nothing can come any more of what was sent before: the tombstone is for repeats alone. */
    void end(Erasure erasure) {
        update(erasure, Updates.combine(Updates.set(Tombstones.EXPIRES_AT, erasure.since.plus(life)), Updates.unset(NEXT_AT)));
    }

    /** Unless it has been asked for anew. */
    private void update(Erasure erasure, Bson change) {
        deadlines.start().on(collection())
                .updateOne(Filters.and(Filters.eq(ID, erasure.sessionId), Filters.eq(SINCE, erasure.since)), change);
    }

    /** For how long who is at an erasure, and does not say that he still is, is waited for. */
    Duration patience() {
        return deadlines.unsettled();
    }

    private Instant looked(Instant now) {
        return now.plus(patience());
    }

    Instant now() {
        return Rfc3339.cut(clock.instant());
    }

    private static MongoCollection<BsonDocument> collection() {
        return Session.mongoDatabase().getCollection(Tombstones.COLLECTION, BsonDocument.class);
    }
}
