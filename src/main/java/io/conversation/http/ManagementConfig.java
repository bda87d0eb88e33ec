package io.conversation.http;

import java.util.OptionalInt;

import io.smallrye.config.ConfigMapping;

/** Where those who run the service ask it how it is. */
@ConfigMapping(prefix = "sessions.management")
public interface ManagementConfig {

    /**
     * The port that answers health, metrics and info, at the host of {@code quarkus.http.host}, and alone does so; when absent,
     * these are answered where all else is.
     */
    OptionalInt port();
}
