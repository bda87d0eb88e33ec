package io.conversation.webhook;

import java.time.Duration;
import java.util.Optional;

/** Settings of webhooks for tests that make the parts by themselves. */
record Settings(Optional<String> url, Optional<String> secret, boolean allowPrivateAddresses, Duration timeout,
        Duration giveUpAfter, Optional<String> publicUrl) implements WebhookConfig {

    static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    static Settings to(String url) {
        return new Settings(Optional.of(url), Optional.of(SECRET), false, Duration.ofSeconds(15), Duration.ofHours(24),
                Optional.empty());
    }

    Settings anywhere() {
        return new Settings(url, secret, true, timeout, giveUpAfter, publicUrl);
    }

    Settings secret(String other) {
        return new Settings(url, Optional.ofNullable(other), allowPrivateAddresses, timeout, giveUpAfter, publicUrl);
    }

    Settings within(Duration time) {
        return new Settings(url, secret, allowPrivateAddresses, time, giveUpAfter, publicUrl);
    }

    Settings givenUpAfter(Duration time) {
        return new Settings(url, secret, allowPrivateAddresses, timeout, time, publicUrl);
    }

    Settings linking(String base) {
        return new Settings(url, secret, allowPrivateAddresses, timeout, giveUpAfter, Optional.of(base));
    }
}
