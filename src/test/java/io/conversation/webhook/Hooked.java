package io.conversation.webhook;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.eclipse.microprofile.config.ConfigProvider;

import com.mongodb.client.model.Filters;

import io.conversation.database.ClocksMovedTogether;
import io.conversation.database.MovableClock;
import io.conversation.fault.PackagedService;
import io.conversation.fault.Waiting;
import io.conversation.session.Session;
import io.quarkus.test.junit.QuarkusTestProfile;

/** Somebody at this machine is told of ends, within a second; by a clock that tests move. Sessions are kept for a long time. */
public class Hooked implements QuarkusTestProfile {

    /** An old one that is still used, and the one that takes its place. */
    static final String SECRETS = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw whsec_c2VjcmV0LXRoYXQtaXMtdGhlLW5ldy1vbmUhISE=";

    private static final String URL = "sessions.webhook.url";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("quarkus.mongodb.database", "sessions-test-hooked", "sessions.database.timeout", "1s", URL,
                "http://127.0.0.1:" + PackagedService.freePort() + "/hooks/T0KEN", "sessions.webhook.secret", SECRETS,
                "sessions.webhook.allow-private-addresses", "true", "sessions.webhook.timeout", "1s",
                "sessions.webhook.public-url", "https://calls.example", "sessions.retention", "3650d",
                "sessions.abandon-after", "3650d", "sessions.sweep.interval", "1h");
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(MovableClock.class, ClocksMovedTogether.class);
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(HookedDatabase.class));
    }

    /** Whoever is told of ends is from when that was first switched on. */
    static void awaitBegin() throws Exception {
        Waiting.until("it is known where to begin", () -> Session.mongoDatabase().getCollection("leases")
                .countDocuments(Filters.and(Filters.eq("_id", "webhooks"), Filters.exists("position"))) > 0);
    }

    static TestReceiver receiver() throws IOException {
        return new TestReceiver(
                java.net.URI.create(ConfigProvider.getConfig().getValue(URL, String.class)).getPort());
    }
}
