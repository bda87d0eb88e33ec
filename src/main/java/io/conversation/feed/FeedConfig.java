package io.conversation.feed;

import io.conversation.settings.Count;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;

/** How the feed is served. */
@ConfigMapping(prefix = "sessions.feed")
public interface FeedConfig {

    /** Streams and waiting pages of one pod at the same time; one more is answered 503. */
    @WithDefault("100")
    @WithConverter(Count.class)
    int maxReaders();
}
