package io.conversation.database;

import java.time.Duration;

import io.conversation.settings.Times;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;

/** How the service uses its database. The connection itself is set by {@code quarkus.mongodb.connection-string}. */
@ConfigMapping(prefix = "sessions.database")
public interface DatabaseConfig {

    /** The longest that one operation may take, waiting for a server and a connection included; past it the answer is 503. */
    @WithDefault("5s")
    @WithConverter(Times.Pause.class)
    Duration timeout();

    /** The longest that a readiness probe waits for the database. */
    @WithDefault("1s")
    @WithConverter(Times.Pause.class)
    Duration readinessTimeout();

    /** The pause after a first failed attempt to make the indexes; it doubles up to {@link #startRetryMost}. */
    @WithDefault("250ms")
    @WithConverter(Times.Pause.class)
    Duration startRetryFirst();

    @WithDefault("15s")
    @WithConverter(Times.Pause.class)
    Duration startRetryMost();

    /**
     * How long it may go unnoticed that an index was dropped, or that the server is another one; half as long again at the
     * most.
     */
    @WithDefault("10s")
    @WithConverter(Times.Pause.class)
    Duration indexCheckInterval();

    /** The most that this pod's clock may differ from the database's, which is where pods meet; past it, it is not ready. */
    @WithDefault("10s")
    @WithConverter(Times.UpToADay.class)
    Duration clockAllowance();

    /** Where dev mode keeps the embedded database, if it starts one; of no use in the package. */
    @WithDefault("target/dev-database.mv")
    String embeddedFile();
}
