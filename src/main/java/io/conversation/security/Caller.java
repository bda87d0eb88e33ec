package io.conversation.security;

import java.time.Instant;
import java.util.Optional;

import jakarta.enterprise.context.RequestScoped;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;

/** Who sent the request that is being answered. */
@RequestScoped
public class Caller {

    static final String ENDS = "ends";

    private final CurrentVertxRequest request;

    Caller(CurrentVertxRequest request) {
        this.request = request;
    }

    /** When what let the request in expires, if it does: an answer that is still going on ends then. */
    public Optional<Instant> ends() {
        return request.getCurrent().user() instanceof QuarkusHttpUser user
                ? Optional.ofNullable(user.getSecurityIdentity().getAttribute(ENDS))
                : Optional.empty();
    }
}
