package io.conversation.console;

import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

import io.conversation.ConversationClient;
import io.conversation.security.ProviderPage;
import io.quarkus.test.junit.QuarkusTestProfile;

/** Pages of a service at which one signs in at a provider; that is there only after the service has started. */
abstract class AtProvider {

    static final ProviderPage PROVIDER = new ProviderPage();

    /** A provider with a page. */
    public static class Profile implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return ProviderPage.settings();
        }
    }

    final ConversationClient client = new ConversationClient().with("Authorization", "Bearer " + ProviderPage.token());

    @BeforeAll
    static void start() {
        PROVIDER.start();
    }

    @AfterAll
    static void stop() {
        PROVIDER.stop();
    }

    @BeforeEach
    void reset() {
        PROVIDER.reset();
        client.awaitReady();
    }
}
