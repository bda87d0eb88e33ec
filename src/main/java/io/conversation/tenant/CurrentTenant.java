package io.conversation.tenant;

import jakarta.enterprise.context.RequestScoped;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;

/** Whose conversations the request is about that is being answered: settled before any resource sees it. */
@RequestScoped
public class CurrentTenant {

    private static final String KEY = Tenant.class.getName();

    private final CurrentVertxRequest request;
    private final TenantConfig config;

    CurrentTenant(CurrentVertxRequest request, TenantConfig config) {
        this.request = request;
        this.config = config;
    }

    /** For who lets requests in. */
    public static void settle(RoutingContext request, Tenant tenant) {
        request.put(KEY, tenant);
    }

    /** A request that nobody settled is about nobody's, never about everybody's. */
    public Tenant get() {
        Tenant settled = request.getCurrent().get(KEY);
        if (config.tenantClaim().isPresent() != (settled != null)) {
            throw new IllegalStateException("Whose request it is has not been settled");
        }
        return settled == null ? Tenant.NONE : settled;
    }
}
