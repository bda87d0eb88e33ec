package io.conversation.database;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.conversions.Bson;
import org.jboss.logging.Logger;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;

/**
 * A lease while it is held: a thread of its own says, where nothing is stored, every second or two that its holder is there.
 * Lost once another has it, and given up when the database was away for so long that another might, or when this pod's clock
 * was found to be off; then it is to be taken anew.
 */
public final class HeldLease implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(HeldLease.class);

    private final Leases leases;
    private final Leases.Pace pace;
    private final String name;
    private final BsonString holder;
    private final String position;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile long said;

    /** @param begun when what took it was sent, by {@link System#nanoTime} */
    HeldLease(Leases leases, BsonDocument taken, Leases.Pace pace, long begun) {
        this.leases = leases;
        this.pace = pace;
        this.name = taken.getString(Lease.ID).getValue();
        this.holder = taken.getString(Lease.HOLDER);
        this.position = taken.containsKey(Lease.POSITION) ? taken.getString(Lease.POSITION).getValue() : null;
        this.said = begun;
        Thread.ofVirtual().name("lease-" + name).start(this::beat);
    }

    /** The last one that was stored when it was taken, a majority of the nodes having it; empty where there never was one. */
    public Optional<String> position() {
        return Optional.ofNullable(position);
    }

    /** Whether nobody else can have it yet; to be asked before each step of the work. */
    public boolean isHeld() {
        return isForThisPod() && System.nanoTime() - said < pace.giveUp().toNanos();
    }

    /** Not either once the clock is right again: what was read meanwhile was read by a wrong one. */
    private boolean isForThisPod() {
        if (!leases.areForThisPod()) {
            ended.countDown();
        }
        return ended.getCount() > 0;
    }

    /**
     * Stores how far the work has come; whatever fails, it may or may not be stored, and is stored again by the next.
     *
     * @return whether it was: else the lease is lost, and the work is somebody else's
     */
    public boolean save(String reached) {
        return isHeld() && say(Updates.combine(Updates.set(Lease.POSITION, reached), Updates.inc(Lease.BEATS, 1L)));
    }

    private void beat() {
        try {
            while (!ended.await(pace.beat().toNanos(), TimeUnit.NANOSECONDS)) {
                if (isForThisPod() && System.nanoTime() - said >= pace.beat().toNanos()) {
                    tryToBeat();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tryToBeat() {
        try {
            say(Updates.inc(Lease.BEATS, 1L));
        } catch (RuntimeException | Error e) { // the driver's assertions are errors
            LOG.debugf("Lease '%s' could not be kept for now: %s", name, ServerWords.of(e));
        }
    }

    private boolean say(Bson change) {
        long begun = System.nanoTime();
        if (leases.collection().updateOne(mine(), change).getMatchedCount() == 0) {
            ended.countDown();
            return false;
        }
        if (begun - said > 0) {
            said = begun;
        }
        return true;
    }

    private Bson mine() {
        return Filters.and(Filters.eq(Lease.ID, name), Filters.eq(Lease.HOLDER, holder));
    }

    /** Others have it within a second; where the database is away, as if this pod had been killed. */
    @Override
    public void close() {
        ended.countDown();
        try {
            leases.collection().updateOne(mine(), Updates.unset(Lease.HOLDER));
        } catch (RuntimeException | Error e) {
            LOG.debugf("Lease '%s' could not be released: %s", name, ServerWords.of(e));
        }
    }
}
