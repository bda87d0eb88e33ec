package io.conversation.security;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import io.conversation.settings.Times;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;

/** Sign-in; all of it is settled where the service runs, not where it is built. */
@ConfigMapping(prefix = "sessions")
public interface SecurityConfig {

    /** Who may use the service: {@code off} (anybody), {@code oidc} or {@code api-keys}. */
    @WithDefault("off")
    Mode security();

    /** The claim that lists the scopes, or the path to it, as {@code realm_access/roles} of Keycloak. */
    @WithDefault("scope")
    String scopeClaim();

    /** The keys of {@code api-keys}. */
    Keys apiKeys();

    /** Where keys come from: a file, or a setting. */
    interface Keys {

        /** A file with a key on each line: name, hash, scopes and tenant. */
        Optional<Path> file();

        /** The same without a file: keys separated by semicolons. */
        Optional<String> list();

        /** How often the file is looked at. */
        @WithDefault("5s")
        @WithConverter(Times.Pause.class)
        Duration reloadInterval();
    }
}
