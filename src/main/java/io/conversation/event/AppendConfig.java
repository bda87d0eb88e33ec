package io.conversation.event;

import io.conversation.settings.Count;
import io.conversation.settings.Size;
import io.conversation.settings.Switch;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;

/** How single appends are gathered into groups. */
@ConfigMapping(prefix = "sessions.append")
public interface AppendConfig {

    /** Whether appends that arrive while others are being written go together in the next write. */
    @WithDefault("true")
    @WithConverter(Switch.class)
    boolean groupCommit();

    /** Groups written at the same time. */
    @WithDefault("4")
    @WithConverter(Count.class)
    int groupsInFlight();

    /** The most events of one group: what a database takes in one command at little more than the price of one. */
    @WithDefault("500")
    @WithConverter(Count.class)
    int groupMaxEvents();

    /** The most bytes of one group. */
    @WithDefault("4M")
    @WithConverter(Size.class)
    MemorySize groupMaxBytes();

    /** Events that may wait; one more is answered 503 at once. */
    @WithDefault("10000")
    @WithConverter(Count.class)
    int queueMaxEvents();

    /** Bytes that may wait. */
    @WithDefault("32M")
    @WithConverter(Size.class)
    MemorySize queueMaxBytes();
}
