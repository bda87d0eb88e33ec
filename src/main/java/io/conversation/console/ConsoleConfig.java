package io.conversation.console;

import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How people sign in with a browser, at the console and in Swagger UI, where sign-in is by a provider. */
@ConfigMapping(prefix = "sessions.console")
public interface ConsoleConfig {

    /** The client that the provider knows the console by; a public one, with PKCE and without a secret. */
    Optional<String> clientId();

    /**
     * What the provider is asked for, separated by spaces; {@code offline_access} where it gives refresh tokens only with it.
     */
    @WithDefault("openid profile")
    String scopes();
}
