package io.conversation.session;

import java.time.Duration;

import io.conversation.settings.Switch;
import io.conversation.settings.Times;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;

/** How sessions are looked for that are to be ended or removed. Where neither is asked for, nobody looks. */
@ConfigMapping(prefix = "sessions.sweep")
public interface SweepConfig {

    /** How often each pod looks; it begins up to a quarter of it later, so that pods do not look together. */
    @WithDefault("5m")
    @WithConverter(Times.WithUnit.class)
    Duration interval();

    /** Whether it is only told how many would be ended or removed, and nothing is changed. */
    @WithDefault("false")
    @WithConverter(Switch.class)
    boolean dryRun();
}
