package io.conversation.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.conversation.fault.PackagedService;

/** The packaged service, set up by half. */
class HalfConfiguredIT {

    private static final String NAME = "half-configured";

    @Test
    void it_does_not_start_and_its_log_names_all_that_is_missing() throws Exception {
        assertThatThrownBy(() -> new PackagedService(NAME, "mongodb://127.0.0.1:1", "sessions",
                Map.of("SESSIONS_SECURITY", "oidc"))).isInstanceOf(AssertionError.class);
        assertThat(Files.readString(Path.of("target", "packaged-" + NAME + ".log"))).contains("Sign-in is configured by half",
                "quarkus.oidc.auth-server-url", "quarkus.oidc.token.issuer", "quarkus.oidc.token.audience");
    }
}
