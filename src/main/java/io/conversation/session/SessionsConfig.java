package io.conversation.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.conversation.settings.Switch;
import io.conversation.settings.Times;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
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
    @WithConverter(Switch.class)
    boolean indexEnded();

    /**
     * How long after its end a session is there; from then on every request is answered as if it had never been, and it is
     * removed with all its events.
     */
    Optional<@WithConverter(Times.WithUnit.class) Duration> retention();

    /**
     * How long after its last event, or after its creation where it has none, a session that nobody has completed is ended as
     * {@code failed}; by when they arrived, not by the times that clients give.
     */
    Optional<@WithConverter(Times.WithUnit.class) Duration> abandonAfter();
}
