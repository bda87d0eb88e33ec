package io.conversation.erasure;

import java.time.Duration;

import io.conversation.settings.Times;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;

/** How what has been erased is kept from coming back. */
@ConfigMapping(prefix = "sessions.erasure")
public interface ErasureConfig {

    /**
     * For how long after its erasure a session cannot be created again: longer than whoever sent something of it before may go
     * on repeating it.
     */
    @WithDefault("24h")
    @WithConverter(Times.WithUnit.class)
    Duration tombstoneLife();

    /** The pause between two looks of a pod for erasures that were broken off; twice as long at the most. */
    @WithDefault("10s")
    @WithConverter(Times.Pause.class)
    Duration sweepInterval();
}
