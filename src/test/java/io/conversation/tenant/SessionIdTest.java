package io.conversation.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionIdTest {

    private static final Tenant A = Tenant.named("a");

    @Test
    void without_a_tenant_the_clients_id_alone_is_stored() {
        assertThat(Tenant.NONE.id("call-1").stored()).isEqualTo("call-1");
        assertThat(Tenant.NONE.id("call-1").clientId()).isEqualTo("call-1");
        assertThat(Tenant.NONE.id("call-1").tenant()).isEqualTo(Tenant.NONE);
    }

    @Test
    void the_same_id_of_two_tenants_is_two_ids() {
        assertThat(A.id("call-1")).isNotEqualTo(Tenant.named("b").id("call-1"));
        assertThat(A.id("call-1")).isNotEqualTo(Tenant.NONE.id("call-1"));
        assertThat(A.id("call-1")).isEqualTo(A.id("call-1")).hasSameHashCodeAs(A.id("call-1"));
    }

    @Test
    void the_tenant_is_stored_and_never_written_out() {
        SessionId id = SessionId.ofStored(A.id("call-1").stored());
        assertThat(id).isEqualTo(A.id("call-1"));
        assertThat(id.stored()).isEqualTo("a/call-1");
        assertThat(id.clientId()).isEqualTo("call-1");
        assertThat(id).hasToString("call-1");
        assertThat(id.tenant()).isEqualTo(A);
    }

    @ParameterizedTest
    @ValueSource(strings = { "b/call-1", "a/call-1", "/call-1", "/", "a/", "", "//" })
    void what_a_client_spells_is_never_an_id_of_another(String sent) {
        for (Tenant other : new Tenant[] { A, Tenant.NONE, Tenant.named("c") }) {
            SessionId spelt = other.id(sent);
            assertThat(spelt).isNotEqualTo(Tenant.named("b").id("call-1")).isNotEqualTo(A.id("call-1"));
            assertThat(spelt.clientId()).isEqualTo(sent);
            assertThat(spelt.tenant()).isEqualTo(other);
        }
    }

    @Test
    void no_name_of_a_tenant_has_the_separator_or_is_empty() {
        assertThatIllegalArgumentException().isThrownBy(() -> Tenant.named("a/b"));
        assertThatIllegalArgumentException().isThrownBy(() -> Tenant.named(""));
    }
}
