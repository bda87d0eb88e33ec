package io.conversation.security;

import java.util.Optional;

import jakarta.enterprise.context.RequestScoped;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;

/** Who sent the request that is being answered. */
@RequestScoped
public class Caller {

    /** The attribute of the identity, whichever way it signed in. */
    public static final String TENANT = "tenant";

    private final CurrentVertxRequest request;

    Caller(CurrentVertxRequest request) {
        this.request = request;
    }

    /** Present exactly where there are tenants. */
    public Optional<String> tenant() {
        return request.getCurrent().user() instanceof QuarkusHttpUser user
                ? Optional.ofNullable(user.getSecurityIdentity().getAttribute(TENANT))
                : Optional.empty();
    }
}
