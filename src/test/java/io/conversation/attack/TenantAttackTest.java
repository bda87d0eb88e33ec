package io.conversation.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.conversation.ConversationClient;
import io.conversation.tenant.ManyTenants;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** The same with sign-in on, by two tenants on the same ids at once: what either has stored stays, and so does a third's. */
@QuarkusTest
@TestProfile(ManyTenants.class)
class TenantAttackTest extends AttackTest {

    @Override
    ConversationClient client() {
        return ManyTenants.client(8);
    }

    @Override
    String stored(String id) {
        return ManyTenants.name(8) + "/" + id;
    }

    @Override
    List<ConversationClient> attackers() {
        return List.of(ManyTenants.client(9), ManyTenants.client(10));
    }

    @Override
    long usual() {
        return 4_000;
    }

    @Test
    void the_attackers_get_in() {
        attackers().forEach(attacker -> assertThat(attacker.list("").status()).isEqualTo(200));
    }
}
