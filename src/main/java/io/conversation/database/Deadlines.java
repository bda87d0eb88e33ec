package io.conversation.database;

import java.time.Duration;

import jakarta.inject.Singleton;

/** Gives each request its {@link Deadline}, {@code sessions.database.timeout} from when its body has been read. */
@Singleton
public class Deadlines {

    private static final int PART = 4;

    private final Duration timeout;
    private final Duration unsettled;
    private final Duration clocksApart;

    Deadlines(DatabaseConfig config) {
        this.timeout = config.timeout();
        this.clocksApart = config.clockAllowance().multipliedBy(2);
        this.unsettled = timeout.multipliedBy(2).plus(clocksApart);
    }

    /**
     * How much later than others' ids a document may become visible: its id is made when it is taken, it may wait for the
     * timeout and be written for as long, and two pods' clocks may be off to either side of the database's.
     */
    public Duration unsettled() {
        return unsettled;
    }

    /** How much two pods' clocks may differ, or a pod's and that of whoever is the primary. */
    public Duration clocksApart() {
        return clocksApart;
    }

    public Deadline start() {
        return Deadline.in(timeout);
    }

    /** Of a part of that, for what is waited for by others, too, on whatever shard they are. */
    public Deadline startPart() {
        return Deadline.in(timeout.dividedBy(PART));
    }
}
