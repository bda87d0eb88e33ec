package io.conversation.tenant;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.conversation.ConversationClient;
import io.conversation.KeyHash;
import io.quarkus.test.junit.QuarkusTestProfile;

/** Tenants with a key each, in a database of their own: their indexes are there for good. */
public class ManyTenants implements QuarkusTestProfile {

    static final int TENANTS = 60;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("sessions.security", "api-keys", "sessions.tenant-claim", "tenant", "sessions.api-keys.list",
                IntStream.range(0, TENANTS).mapToObj(ManyTenants::line).collect(Collectors.joining(";")),
                "quarkus.mongodb.database", "sessions-test-tenants", "sessions.indexed-metadata", "caller",
                "sessions.index-ended", "true", "sessions.database.timeout", "2s", "sessions.database.clock-allowance",
                "100ms");
    }

    /** Names of which one is the beginning of the other, and that look like ids. */
    public static String name(int tenant) {
        return "acme" + "-x".repeat(tenant % 2) + tenant / 2;
    }

    private static String line(int tenant) {
        return "key" + tenant + " " + KeyHash.of(key(tenant)) + " sessions:read,sessions:write,sessions:admin " + name(tenant);
    }

    private static String key(int tenant) {
        return "key-of-tenant-" + tenant;
    }

    /** The service for who belongs to a tenant. */
    public static ConversationClient client(int tenant) {
        return new ConversationClient().with("X-API-Key", key(tenant));
    }
}
