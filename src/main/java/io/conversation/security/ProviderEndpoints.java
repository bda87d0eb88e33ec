package io.conversation.security;

import java.time.Duration;
import java.util.Optional;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.settings.RefusedSetting;
import io.quarkus.oidc.OidcConfigurationMetadata;
import io.quarkus.oidc.runtime.TenantConfigBean;
import io.quarkus.oidc.runtime.TenantConfigContext;
import io.smallrye.mutiny.Uni;

/**
 * Where the provider signs people in, by what it says of itself; one that does not answer is asked once a second at the most.
 */
@Singleton
public class ProviderEndpoints {

    private static final Duration ASKED_AGAIN = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** @param issuer whose name its tokens have */
    public record Endpoints(String issuer, String authorization, String token, Optional<String> endSession) {
    }

    private final Uni<Endpoints> endpoints;

    ProviderEndpoints(Instance<TenantConfigBean> tenants,
            @ConfigProperty(name = OidcSwitch.SERVER) Optional<String> server,
            @ConfigProperty(name = OidcSwitch.PUBLIC_KEY) Optional<String> publicKey) {
        if (server.isEmpty() || publicKey.isPresent()) {
            throw new RefusedSetting("Sign-in is configured by half; sessions.console.client-id needs "
                    + OidcSwitch.SERVER + ", and no " + OidcSwitch.PUBLIC_KEY + ", as a key has no page to sign in at");
        }
        this.endpoints = Uni.createFrom().deferred(() -> tenants.get().getDefaultTenant().initialize())
                .ifNoItem().after(PATIENCE).fail()
                .map(ProviderEndpoints::of).onFailure().transform(ProviderEndpoints::away)
                .memoize().forFixedDuration(ASKED_AGAIN);
    }

    /** Fails with {@code unavailable} while the provider does not answer. */
    public Uni<Endpoints> find() {
        return endpoints;
    }

    private static Endpoints of(TenantConfigContext provider) {
        OidcConfigurationMetadata words = provider.getOidcMetadata();
        if (words == null || words.getAuthorizationUri() == null || words.getTokenUri() == null) {
            throw new IllegalStateException("It names no endpoints at which people sign in");
        }
        return new Endpoints(words.getIssuer(), words.getAuthorizationUri(), words.getTokenUri(),
                Optional.ofNullable(words.getEndSessionUri()));
    }

    private static ProblemException away(Throwable cause) {
        return new ProblemException(ProblemType.UNAVAILABLE,
                "Nobody can sign in right now, as the provider does not answer. It is asked again.");
    }
}
