package io.conversation.session;

import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** What of sessions can be set. */
@ConfigMapping(prefix = "sessions")
public interface SessionsConfig {

    /** Keys of {@code metadata} that the list can filter by; each gets an index. */
    Optional<List<String>> indexedMetadata();
}
