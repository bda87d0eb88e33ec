package io.conversation.tenant;

import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** Whether the service keeps the conversations of several, apart from each other. */
@ConfigMapping(prefix = "sessions")
public interface TenantConfig {

    /**
     * The claim of a token that names the tenant of its bearer, or the path to it like {@code organization/id}. There are
     * tenants where it is set, and only there; with {@code api-keys} each key then needs one.
     */
    Optional<String> tenantClaim();
}
