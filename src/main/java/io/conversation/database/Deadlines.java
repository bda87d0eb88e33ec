package io.conversation.database;

import java.time.Duration;

import jakarta.inject.Singleton;

/** Gives each request its {@link Deadline}, {@code sessions.database.timeout} from when its body has been read. */
@Singleton
public class Deadlines {

    private final Duration timeout;

    Deadlines(DatabaseConfig config) {
        this.timeout = config.timeout();
    }

    public Deadline start() {
        return Deadline.in(timeout);
    }
}
