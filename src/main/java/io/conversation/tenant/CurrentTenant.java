package io.conversation.tenant;

import jakarta.enterprise.context.RequestScoped;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;

/** Whose conversations the request is about that is being answered: settled before any resource sees it. */
@RequestScoped
public class CurrentTenant {

    private static final String KEY = Tenant.class.getName();

    private final CurrentVertxRequest request;

    CurrentTenant(CurrentVertxRequest request) {
        this.request = request;
    }

    /** For who lets requests in. */
    public static void settle(RoutingContext request, Tenant tenant) {
        request.put(KEY, tenant);
    }

    public Tenant get() {
        Tenant settled = request.getCurrent().get(KEY);
        return settled == null ? Tenant.NONE : settled;
    }
}
