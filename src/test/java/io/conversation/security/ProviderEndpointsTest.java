package io.conversation.security;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;

import org.junit.jupiter.api.Test;

class ProviderEndpointsTest {

    private static final Optional<String> SET = Optional.of("set");

    @Test
    void who_signs_in_with_a_browser_needs_a_provider_and_not_its_key_alone() {
        assertThatThrownBy(() -> new ProviderEndpoints(null, Optional.empty(), Optional.empty()))
                .hasMessageContaining("sessions.console.client-id needs quarkus.oidc.auth-server-url");
        assertThatThrownBy(() -> new ProviderEndpoints(null, SET, SET)).hasMessageContaining("no quarkus.oidc.public-key");
    }
}
