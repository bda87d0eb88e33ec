package io.conversation.database;

import java.util.Optional;
import java.util.UUID;

import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.jboss.logging.Logger;

import com.mongodb.MongoException;
import com.mongodb.ReadPreference;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;

/**
 * Contends for what one pod at a time is to do. No clock is compared with another's: the holder counts beats, and who has seen
 * the same count for long, by a clock of its own that only runs on, takes over by one operation that fits that count alone. For
 * a while both may believe to hold it, which repeats work and loses none: each goes on in order from a position that was
 * stored, and only the later one can store another. Of one thread.
 */
public final class Lease {

    static final String ID = "_id";
    /** Random, and another each time it is taken; absent once it was released. */
    static final String HOLDER = "holder";
    static final String BEATS = "beats";
    static final String POSITION = "position";

    private static final FindOneAndUpdateOptions AFTER = new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);

    private final Leases leases;
    private final String name;
    private final Leases.Pace pace;
    private final Outages outages;
    private BsonDocument seen;
    private long seenSince;
    /** What was written, or may have been, by the last try to take it. */
    private BsonValue tried = BsonNull.VALUE;

    Lease(Leases leases, String name, Leases.Pace pace) {
        this.leases = leases;
        this.name = name;
        this.pace = pace;
        this.outages = new Outages(Logger.getLogger(Lease.class), "Lease '" + name + "' waits for the database",
                "Lease '" + name + "' cannot be taken, and is tried again");
    }

    /** Waits until it is this one's, through all that the database, or this pod's clock, may do meanwhile. */
    public HeldLease take() throws InterruptedException {
        while (true) {
            try {
                if (leases.areForThisPod()) {
                    Optional<HeldLease> taken = tryToTake();
                    outages.over();
                    if (taken.isPresent()) {
                        return taken.get();
                    }
                }
            } catch (RuntimeException | Error e) { // the driver's assertions are errors, and nobody else would try again
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                outages.failed(e);
            }
            Thread.sleep(pace.beat());
        }
    }

    /** Looks once. */
    Optional<HeldLease> tryToTake() {
        BsonDocument now = leases.collection().withReadPreference(ReadPreference.primary()).find(Filters.eq(ID, name)).first();
        if (now == null) {
            return first();
        }
        if (seen == null || !isSame(now)) {
            seen = now;
            seenSince = System.nanoTime();
        }
        return isFree() ? from(now) : Optional.empty();
    }

    private boolean isSame(BsonDocument now) {
        return now.get(HOLDER, BsonNull.VALUE).equals(seen.get(HOLDER, BsonNull.VALUE))
                && now.get(BEATS).equals(seen.get(BEATS));
    }

    private boolean isFree() {
        BsonValue holder = seen.get(HOLDER, BsonNull.VALUE);
        return holder.isNull() || holder.equals(tried) || System.nanoTime() - seenSince >= pace.takeOver().toNanos();
    }

    private Optional<HeldLease> first() {
        long begun = System.nanoTime();
        BsonString holder = fresh();
        BsonDocument mine = new BsonDocument(ID, new BsonString(name)).append(HOLDER, holder).append(BEATS, new BsonInt64(0));
        try {
            leases.collection().insertOne(mine);
            return Optional.of(held(mine, begun));
        } catch (MongoException e) {
            if (DatabaseFailures.isDuplicateKey(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Null where nobody has it, or where somebody else was faster. */
    private Optional<HeldLease> from(BsonDocument now) {
        long begun = System.nanoTime();
        Bson asSeen = Filters.and(Filters.eq(ID, name), Filters.eq(HOLDER, now.get(HOLDER, BsonNull.VALUE)),
                Filters.eq(BEATS, now.get(BEATS)));
        BsonDocument mine = leases.collection().findOneAndUpdate(asSeen,
                Updates.combine(Updates.set(HOLDER, fresh()), Updates.inc(BEATS, 1L)), AFTER);
        return Optional.ofNullable(mine).map(taken -> held(taken, begun));
    }

    private BsonString fresh() {
        BsonString holder = new BsonString(UUID.randomUUID().toString());
        tried = holder;
        return holder;
    }

    private HeldLease held(BsonDocument mine, long begun) {
        return new HeldLease(leases, mine, pace, begun);
    }
}
