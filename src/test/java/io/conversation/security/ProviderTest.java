package io.conversation.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.fault.Waiting;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** A provider that is away at the start, comes, changes its keys, goes and comes back. */
@QuarkusTest
@TestProfile(ProviderTest.AwayAtStart.class)
class ProviderTest {

    private static final TestProvider PROVIDER = new TestProvider();

    /** Nothing listens there yet when the service starts. */
    public static class AwayAtStart implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("sessions.security", "oidc", "sessions.scope-claim", "realm_access/roles",
                    "quarkus.oidc.auth-server-url", TestProvider.address(),
                    "quarkus.oidc.token.issuer", Tokens.ISSUER, "quarkus.oidc.token.audience", Tokens.AUDIENCE);
        }
    }

    private final ConversationClient client = new ConversationClient();

    @BeforeAll
    static void nothing_listens() {
        PROVIDER.stop();
    }

    @AfterAll
    static void stop() {
        PROVIDER.stop();
    }

    private Answer readWith(String keyId) {
        var claims = Tokens.claims().put("jti", Long.toString(System.nanoTime()));
        claims.remove("scope");
        claims.putObject("realm_access").putArray("roles").add("offline_access").add("sessions:read");
        return client.with("Authorization", "Bearer " + Tokens.signed(Tokens.pair(keyId), keyId, claims)).get("/sessions");
    }

    private static void unavailable(Answer answer) {
        answer.expectProblem(503, "unavailable");
        assertThat(answer.header("Retry-After")).isNotNull();
    }

    @Test
    void a_provider_that_goes_and_comes_needs_no_restart() throws Exception {
        unavailable(readWith("first"));
        client.get("/q/health/live").expect(200);
        client.get("/sessions").expectProblem(401, "unauthenticated");

        PROVIDER.start("first");
        Waiting.until("the provider is found", () -> readWith("first").status() == 200);
        readWith("second").expectProblem(401, "unauthenticated");

        PROVIDER.show("first", "second");
        Waiting.until("the new key is read", () -> readWith("second").status() == 200);
        readWith("first").expect(200);

        PROVIDER.stop();
        readWith("second").expect(200);
        Waiting.until("the keys are to be read again", () -> readWith("third").status() == 503);
        unavailable(readWith("third"));

        PROVIDER.start("second", "third");
        Waiting.until("the third key is read", () -> readWith("third").status() == 200);
        Waiting.until("the first key is known to be gone", () -> readWith("first").status() == 401);
    }
}
