package io.conversation.database;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.bson.BsonDocument;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;

/** What only one pod at a time is to do, by a document each; nothing is asked of the database before somebody wants one. */
@Singleton
public class Leases {

    static final String COLLECTION = "leases";

    private final Databases databases;
    private final Pace pace;
    private final BooleanSupplier clockAllowed;

    /**
     * @param beat how often the holder says that it is there, and others look
     * @param giveUp after which the holder stops that could not say so: before any other takes over
     * @param takeOver after which another takes over from who has said nothing
     */
    record Pace(Duration beat, Duration giveUp, Duration takeOver) {

        static final Pace USUAL = new Pace(Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofSeconds(6));
    }

    @Inject
    Leases(Databases databases, ClockComparison clocks) {
        this(databases, Pace.USUAL, clocks::isAllowed);
    }

    Leases(Databases databases, Pace pace, BooleanSupplier clockAllowed) {
        this.databases = databases;
        this.pace = pace;
        this.clockAllowed = clockAllowed;
    }

    /** @param name the same in all pods, and of this work alone */
    public Lease lease(String name) {
        return new Lease(this, name, pace);
    }

    /** Whose clock is off would store positions past what others are yet to write. */
    boolean areForThisPod() {
        return clockAllowed.getAsBoolean();
    }

    /** Within a time in which a holder that goes on has still not given up. */
    MongoCollection<BsonDocument> collection() {
        return Deadline.in(pace.giveUp.dividedBy(2)).on(databases.own().getCollection(COLLECTION, BsonDocument.class)
                .withWriteConcern(WriteConcern.MAJORITY.withJournal(true)));
    }
}
