package io.conversation.telemetry;

import java.util.Map;

import org.eclipse.microprofile.config.ConfigProvider;

import io.conversation.ConversationClient;
import io.conversation.KeyHash;
import io.conversation.fault.PackagedService;
import io.quarkus.test.junit.QuarkusTestProfile;

/** All by which the service is watched switched on, and sign-in, by keys. */
public class Watched implements QuarkusTestProfile {

    static final String PORT = "sessions.management.port";
    static final String KEY = "key-of-who-watches";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("sessions.http.access-log", "true", "quarkus.otel.sdk.disabled", "false",
                "quarkus.otel.bsp.schedule.delay", "20ms", "sessions.indexed-metadata", "caller", PORT,
                Integer.toString(PackagedService.freePort()), "sessions.security", "api-keys",
                "sessions.api-keys.list", "watcher " + KeyHash.of(KEY) + " sessions:read,sessions:write,sessions:admin");
    }

    /** The service for who has the key. */
    static ConversationClient client() {
        return new ConversationClient().with("X-API-Key", KEY);
    }

    static int managementPort() {
        return ConfigProvider.getConfig().getValue(PORT, Integer.class);
    }
}
