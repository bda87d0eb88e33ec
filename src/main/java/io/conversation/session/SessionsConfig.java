package io.conversation.session;

import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What of sessions can be set. */
@ConfigMapping(prefix = "sessions")
public interface SessionsConfig {

    /** Keys of {@code metadata} that the list can filter by; each gets an index. */
    Optional<List<String>> indexedMetadata();

    /**
     * Whether list and export can be narrowed to when sessions ended; it takes an index, which each creation and end writes.
     */
    @WithDefault("false")
    boolean indexEnded();
}
