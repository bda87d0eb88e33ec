package io.conversation.security;

import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;

import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Tells whoever asks by a header for whose tenant the service takes it. */
@Singleton
public class TenantTold {

    static final String HEADER = "X-Test-Tenant";

    private final Caller caller;

    TenantTold(Caller caller) {
        this.caller = caller;
    }

    @ServerResponseFilter
    public void tell(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getHeaderString(HEADER) != null) {
            response.getHeaders().putSingle(HEADER, caller.tenant().orElse("none"));
        }
    }
}
