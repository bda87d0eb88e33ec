package io.conversation.event;

import java.time.Duration;

import io.conversation.settings.Times;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;

/** For how long the caches of clients may answer by themselves. */
@ConfigMapping(prefix = "sessions.cache")
public interface CacheConfig {

    /** A single event, which never changes; so much later its erasure may show there. {@code 0s}: not without asking. */
    @WithDefault("1h")
    @WithConverter(Times.UpToADay.class)
    Duration events();

    /**
     * A full page of a session that has ended; so much later a late event, or an erasure, may show there. {@code 0s}: not
     * without asking.
     */
    @WithDefault("0s")
    @WithConverter(Times.UpToADay.class)
    Duration endedPages();
}
