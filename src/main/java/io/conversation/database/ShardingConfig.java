package io.conversation.database;

import io.conversation.settings.Switch;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;

/** Whether the collections are spread over the shards of a cluster. */
@ConfigMapping(prefix = "sessions.sharding")
public interface ShardingConfig {

    /**
     * Whether the service shards its collections by the hash of the session's id, at start; only through a mongos. What is
     * sharded stays so when it is switched off.
     */
    @WithDefault("false")
    @WithConverter(Switch.class)
    boolean enabled();
}
