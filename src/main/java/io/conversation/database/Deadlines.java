package io.conversation.database;

import java.time.Duration;

import jakarta.inject.Singleton;

/** Gives each request its {@link Deadline}, {@code sessions.database.timeout} from when its body has been read. */
@Singleton
public class Deadlines {

    private final Duration timeout;
    private final Duration unsettled;

    Deadlines(DatabaseConfig config) {
        this.timeout = config.timeout();
        this.unsettled = timeout.plus(config.clockAllowance()).multipliedBy(2);
    }

    /**
     * How much later than others' ids a document may become visible: its id is made when it is taken, it may wait for the
     * timeout and be written for as long, and two pods' clocks may be off to either side of the database's.
     */
    public Duration unsettled() {
        return unsettled;
    }

    public Deadline start() {
        return Deadline.in(timeout);
    }
}
