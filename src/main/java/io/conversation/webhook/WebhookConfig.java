package io.conversation.webhook;

import java.time.Duration;
import java.util.Optional;

import io.conversation.settings.Switch;
import io.conversation.settings.Times;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;

/** Who is told of each session that ends. Nobody unless a url is set. */
@ConfigMapping(prefix = "sessions.webhook")
public interface WebhookConfig {

    /** Where the end of a session is posted to; {@code https}. */
    Optional<String> url();

    /**
     * What it is signed with: {@code whsec_} and 24 to 64 bytes as base64. Several, separated by spaces, sign each, so that one
     * can take the place of another.
     */
    Optional<String> secret();

    /** Whether it may be posted to an address that is not of the internet, and by {@code http}. */
    @WithDefault("false")
    @WithConverter(Switch.class)
    boolean allowPrivateAddresses();

    /** How long an attempt may take, from the look-up of the name to the answer. */
    @WithDefault("15s")
    @WithConverter(Times.Pause.class)
    Duration timeout();

    /** For how long a delivery is tried. */
    @WithDefault("24h")
    @WithConverter(Times.WithUnit.class)
    Duration giveUpAfter();

    /** What the link to the session begins with; without it the link is a path. */
    Optional<String> publicUrl();
}
