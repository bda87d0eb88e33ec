package io.conversation.console;

import java.util.Optional;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import io.conversation.security.Mode;
import io.conversation.security.ProviderEndpoints;
import io.conversation.security.ProviderEndpoints.Endpoints;
import io.conversation.security.SecurityConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;

/** How a browser signs in here, as the console and Swagger UI are told. Nothing of it is secret. */
@Singleton
class BrowserSignIn {

    private static final String CLIENT_ID = "sessions.console.client-id";

    private final ConsoleConfig config;
    private final Mode mode;
    private final Optional<ProviderEndpoints> provider;

    BrowserSignIn(ConsoleConfig config, SecurityConfig security, Instance<ProviderEndpoints> provider) {
        this.config = config;
        this.mode = security.security();
        this.provider = config.clientId().filter(client -> mode == Mode.OIDC).map(client -> provider.get());
    }

    Uni<JsonObject> described() {
        return switch (mode) {
            case OFF -> Uni.createFrom().item(new JsonObject().put("mode", "off"));
            case API_KEYS -> Uni.createFrom().item(new JsonObject().put("mode", "api-keys"));
            case OIDC -> provider.map(asked -> asked.find().map(this::describe))
                    .orElseGet(() -> Uni.createFrom().item(new JsonObject().put("mode", "oidc").put("missing", CLIENT_ID)));
        };
    }

    private JsonObject describe(Endpoints endpoints) {
        JsonObject told = new JsonObject().put("mode", "oidc").put("clientId", config.clientId().orElseThrow())
                .put("scopes", config.scopes()).put("issuer", endpoints.issuer())
                .put("authorizationEndpoint", endpoints.authorization()).put("tokenEndpoint", endpoints.token());
        endpoints.endSession().ifPresent(address -> told.put("endSessionEndpoint", address));
        return told;
    }

    /** A page that comes while the provider is away cannot sign in, and its next request finds that out. */
    Uni<ConsolePolicy> policy() {
        return provider.map(asked -> asked.find().map(endpoints -> ConsolePolicy.fetchingFrom(endpoints.token()))
                .onFailure().recoverWithItem(ConsolePolicy.CLOSED))
                .orElseGet(() -> Uni.createFrom().item(ConsolePolicy.CLOSED));
    }
}
