package io.conversation.security;

import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;

import org.jboss.resteasy.reactive.server.ServerResponseFilter;

import io.conversation.tenant.CurrentTenant;

/** Tells whoever asks by a header for whose tenant the service takes it. */
@Singleton
public class TenantTold {

    static final String HEADER = "X-Test-Tenant";

    private final CurrentTenant tenant;

    TenantTold(CurrentTenant tenant) {
        this.tenant = tenant;
    }

    @ServerResponseFilter
    public void tell(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getHeaderString(HEADER) != null) {
            response.getHeaders().putSingle(HEADER, tenant.get().field().orElse("none"));
        }
    }
}
