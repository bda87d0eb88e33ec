package io.conversation.security;

import jakarta.inject.Singleton;

import io.quarkus.security.identity.IdentityProviderManager;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

/** Tokens of an OpenID Connect provider: read by the framework, remembered for seconds. */
@Singleton
class OidcTokens implements Credentials {

    private final IdentityProviderManager providers;
    private final Claims claims;
    private final RecentTokens recent;
    private final ProviderState provider = new ProviderState();

    OidcTokens(IdentityProviderManager providers, Claims claims, RecentTokens recent) {
        this.providers = providers;
        this.claims = claims;
        this.recent = recent;
    }

    @Override
    public Uni<Grant> verify(String token, RoutingContext context) {
        String hash = Sha256.of(token);
        Grant known = recent.get(hash);
        if (known != null) {
            return Uni.createFrom().item(known);
        }
        if (!claims.isToken(token)) {
            return Uni.createFrom().failure(ProviderState.refused());
        }
        if (provider.isAway()) {
            return Uni.createFrom().failure(ProviderState.unavailable());
        }
        return Uni.createFrom().<Void> emitter(answer -> new Verification(provider, providers, token, context, answer).start())
                .map(verified -> {
                    Grant grant = claims.grant(token);
                    recent.put(hash, grant);
                    return grant;
                });
    }
}
