package io.conversation.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What the service takes at the same time. */
@ConfigMapping(prefix = "sessions.http")
public interface HttpConfig {

    /** Requests in work, live streams not counted; one more is answered 503 at once. */
    @WithDefault("1000")
    int maxRequests();
}
