package io.conversation.retention;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.database.MovableClock;
import io.conversation.tenant.ManyTenants;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** One look finds what any tenant has left, and tells each tenant's session from another's by the same id. */
@QuarkusTest
@TestProfile(AbandonedByTenantsTest.Abandoned.class)
class AbandonedByTenantsTest {

    /** Tenants, and an hour. */
    public static class Abandoned extends ManyTenants {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.putAll(new Abandoning().getConfigOverrides());
            return settings;
        }

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return new Abandoning().getEnabledAlternatives();
        }
    }

    private final ConversationClient one = ManyTenants.client(0);
    private final ConversationClient other = ManyTenants.client(1);

    @Inject
    Sweeps sweeps;

    @Inject
    MovableClock clock;

    @Test
    void each_tenants_session_ends_by_its_own_last_event() throws Exception {
        one.awaitReady();
        String id = Fresh.id("call");
        for (ConversationClient client : List.of(one, other)) {
            client.create(newSession(id)).expectCreated();
            client.append(id, newEvent("e1")).expectCreated();
        }
        clock.pass(Duration.ofMinutes(40));
        other.append(id, newEvent("e2")).expectCreated();
        clock.pass(Duration.ofMinutes(21));
        sweeps.sweep();
        assertThat(one.storedSession(id).get("status").asText()).isEqualTo("failed");
        assertThat(other.storedSession(id).get("status").asText()).isEqualTo("active");
    }
}
