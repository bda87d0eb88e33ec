package io.conversation.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import io.conversation.settings.RefusedSetting;
import io.conversation.tenant.TenantConfig;
import io.quarkus.runtime.LaunchMode;

/** How callers sign in. Half a configuration ends the start and says all that is missing; none is told, as anybody gets in. */
@Singleton
class SignIn {

    private static final Logger LOG = Logger.getLogger(SignIn.class);
    private static final String ISSUER = "quarkus.oidc.token.issuer";
    private static final String AUDIENCE = "quarkus.oidc.token.audience";
    private static final String ANY = "any";

    /** What is set of a provider. */
    record Provider(Optional<String> server, Optional<String> publicKey, Optional<String> issuer,
            Optional<List<String>> audience) {
    }

    private final SecurityConfig config;
    private final Instance<OidcTokens> tokens;
    private final Instance<ApiKeys> keys;

    SignIn(SecurityConfig config, TenantConfig tenantConfig, Instance<OidcTokens> tokens, Instance<ApiKeys> keys,
            @ConfigProperty(name = OidcSwitch.SERVER) Optional<String> server,
            @ConfigProperty(name = OidcSwitch.PUBLIC_KEY) Optional<String> publicKey,
            @ConfigProperty(name = ISSUER) Optional<String> issuer,
            @ConfigProperty(name = AUDIENCE) Optional<List<String>> audience) {
        this.config = config;
        this.tokens = tokens;
        this.keys = keys;
        List<String> missing = missing(config, tenantConfig, new Provider(server, publicKey, issuer, audience));
        if (!missing.isEmpty()) {
            throw new RefusedSetting("Sign-in is configured by half; what is missing: " + String.join("; ", missing));
        }
    }

    static List<String> missing(SecurityConfig config, TenantConfig tenantConfig, Provider provider) {
        List<String> missing = new ArrayList<>();
        switch (config.security()) {
            case OFF -> {
                if (tenantConfig.tenantClaim().isPresent()) {
                    missing.add("sessions.security, as sessions.tenant-claim takes the tenant from who signed in");
                }
            }
            case OIDC -> {
                if (provider.server().isEmpty() && provider.publicKey().isEmpty()) {
                    missing.add(OidcSwitch.SERVER + " (or " + OidcSwitch.PUBLIC_KEY + ")");
                }
                if (provider.issuer().filter(issuer -> !issuer.equals(ANY)).isEmpty()) {
                    missing.add(ISSUER);
                }
                if (provider.audience().filter(audience -> !audience.contains(ANY)).isEmpty()) {
                    missing.add(AUDIENCE);
                }
            }
            case API_KEYS -> {
                if (config.apiKeys().file().isPresent() == config.apiKeys().list().isPresent()) {
                    missing.add("one of sessions.api-keys.file and sessions.api-keys.list, and not both");
                }
            }
        }
        return missing;
    }

    /** None where anybody may come in. */
    Optional<Credentials> credentials() {
        return credentials(LaunchMode.current());
    }

    Optional<Credentials> credentials(LaunchMode launched) {
        return switch (config.security()) {
            case OFF -> {
                if (launched == LaunchMode.NORMAL) {
                    LOG.warn(
                            "Anybody who reaches this service can read and write every conversation: sessions.security is off");
                }
                yield Optional.empty();
            }
            case OIDC -> Optional.of(tokens.get());
            case API_KEYS -> Optional.of(keys.get());
        };
    }
}
