package io.conversation.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Which members of a replica set are read from. */
@ConfigMapping(prefix = "sessions.read-preference")
public interface ReadsConfig {

    /**
     * For lists, exports and events as lines: {@code primary}, {@code primaryPreferred}, {@code secondary},
     * {@code secondaryPreferred} or {@code nearest}. Whatever has to see its own write, or decides about one, is read from the
     * primary all the same; a {@code readPreference} in the connection string goes before it.
     */
    @WithDefault("primary")
    String lists();
}
