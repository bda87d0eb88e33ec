package io.conversation.event;

import java.util.List;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What of events can be set. */
@ConfigMapping(prefix = "sessions")
public interface EventsConfig {

    /** The types that an event may have. */
    @WithDefault("user_speech,bot_speech,system")
    List<String> eventTypes();
}
