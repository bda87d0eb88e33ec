package io.conversation.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;

import jakarta.inject.Singleton;

import org.junit.jupiter.api.Test;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InjectableContext;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** Sign-in that is off, beside settings of a provider: as if there were none. */
@QuarkusTest
@TestProfile(OffTest.Off.class)
class OffTest {

    private static final String ASKED = OffTest.class.getName() + ".asked";

    /** A provider that would be asked at the start; what asked it is told where each loader of classes finds it. */
    public static class Off implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                ServerSocket provider = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Thread.startVirtualThread(() -> tellFirst(provider));
                return Map.of("quarkus.oidc.auth-server-url", "http://127.0.0.1:" + provider.getLocalPort());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void tellFirst(ServerSocket provider) {
            try (provider; Socket asking = provider.accept()) {
                System.setProperty(ASKED, asking.toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final ConversationClient client = new ConversationClient();

    @Test
    void anybody_may_do_anything_whatever_is_sent_as_a_token() {
        for (ConversationClient anybody : List.of(client, client.with("Authorization", "Bearer ."),
                client.with("Authorization", "Basic YTpi"), client.with("X-API-Key", "key"))) {
            String id = anybody.with(TenantTold.HEADER, "acme").create(ConversationClient.newSession(Fresh.id("call")))
                    .expectCreated().field("sessionId");
            anybody.append(id, ConversationClient.newEvent("e1")).expectCreated();
            anybody.get("/sessions/export").expect(200);
            anybody.get("/q/metrics").expect(200);
            assertThat(anybody.with(TenantTold.HEADER, "acme").get("/sessions").header(TenantTold.HEADER)).isEqualTo("none");
        }
    }

    @Test
    void nothing_of_sign_in_is_started() {
        client.with("Authorization", "Bearer e30.e30.YQ").get("/sessions").expect(200);
        InjectableContext made = (InjectableContext) Arc.container().beanManager().getContext(Singleton.class);
        assertThat(made.getState().getContextualInstances().keySet()).extracting(bean -> (Object) bean.getBeanClass())
                .contains(SignIn.class).doesNotContain(OidcTokens.class, ApiKeys.class, RecentTokens.class, Claims.class);
        assertThat(System.getProperty(ASKED)).isNull();
    }
}
