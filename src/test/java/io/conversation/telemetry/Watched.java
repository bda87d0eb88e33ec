package io.conversation.telemetry;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

import org.eclipse.microprofile.config.ConfigProvider;

import io.conversation.ConversationClient;
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
                "sessions.api-keys.list", "watcher " + hash(KEY) + " sessions:read,sessions:write,sessions:admin");
    }

    private static String hash(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The service for who has the key. */
    static ConversationClient client() {
        return new ConversationClient().with("X-API-Key", KEY);
    }

    static int managementPort() {
        return ConfigProvider.getConfig().getValue(PORT, Integer.class);
    }
}
