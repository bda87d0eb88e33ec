package io.conversation.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.fault.Waiting;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** A provider that takes its time to show its keys, and tokens of keys that it has just made. */
@QuarkusTest
@TestProfile(KeyRotationTest.ByProvider.class)
class KeyRotationTest {

    private static final TestProvider PROVIDER = new TestProvider();
    private static final ExecutorService CLIENTS = Executors.newVirtualThreadPerTaskExecutor();

    /** Its keys by its address. */
    public static class ByProvider implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("sessions.security", "oidc", "quarkus.oidc.auth-server-url", TestProvider.address(),
                    "quarkus.oidc.token.issuer", Tokens.ISSUER, "quarkus.oidc.token.audience", Tokens.AUDIENCE);
        }
    }

    private final ConversationClient client = new ConversationClient();

    @BeforeAll
    static void start() {
        PROVIDER.start("first");
    }

    @AfterAll
    static void stop() {
        PROVIDER.stop();
        CLIENTS.shutdown();
    }

    @BeforeEach
    void is_known() throws Exception {
        Waiting.until("the provider is found", () -> bearing("first").get("/sessions").status() == 200);
    }

    @AfterEach
    void shows_its_keys() {
        PROVIDER.release();
    }

    private ConversationClient bearing(String keyId) {
        return bearingText(Tokens.signed(Tokens.pair(keyId), keyId, Tokens.claims().put("jti", Fresh.id("token"))));
    }

    private ConversationClient bearingText(String token) {
        return client.with("Authorization", "Bearer " + token);
    }

    private List<Future<Answer>> atOnce(int times, Callable<Answer> request) {
        List<Future<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            answers.add(CLIENTS.submit(request));
        }
        return answers;
    }

    @Test
    void a_good_token_of_a_new_key_is_never_taken_for_a_wrong_one() throws Exception {
        for (String added : List.of("second", "third")) {
            PROVIDER.show("first", added);
            PROVIDER.hold();
            List<Future<Answer>> good = atOnce(8, () -> bearing(added).get("/sessions"));
            PROVIDER.awaitAsked();
            good.addAll(atOnce(8, () -> bearing(added).create(ConversationClient.newSession(Fresh.id("call")))));
            List<Future<Answer>> wrong = atOnce(3, () -> bearing("unknown").get("/sessions"));
            PROVIDER.release();
            for (Future<Answer> answer : good) {
                assertThat(answer.get().status()).as("%s", answer.get()).isIn(200, 201);
            }
            for (Future<Answer> answer : wrong) {
                answer.get().expectProblem(401, "unauthenticated");
            }
        }
    }

    @Test
    void a_provider_that_never_shows_its_keys_makes_a_503_of_what_only_it_could_tell() throws Exception {
        PROVIDER.show("first", "fourth");
        PROVIDER.hold();
        List<Future<Answer>> unknown = atOnce(3, () -> bearing("fourth").get("/sessions"));
        PROVIDER.awaitAsked();
        bearing("first").get("/sessions").expect(200);
        for (Future<Answer> answer : unknown) {
            assertThat(answer.get().expectProblem(503, "unavailable").header("Retry-After")).isNotNull();
        }
        PROVIDER.release();
        Waiting.until("the key is read", () -> bearing("fourth").get("/sessions").status() == 200);
    }

    @Test
    void what_is_no_token_says_nothing_of_the_provider() {
        Tokens.malformed().forEach((name, text) -> {
            assertThat(bearingText(text).get("/sessions").expectProblem(401, "unauthenticated").header("WWW-Authenticate"))
                    .as(name).contains("error=\"invalid_token\"");
            bearing("first").get("/sessions").expect(200);
        });
        bearingText(Tokens.signed(Tokens.pair("first"), "first", Tokens.claims().put("typ", "Refresh"))).get("/sessions")
                .expectProblem(401, "unauthenticated");
        bearing("first").get("/sessions").expect(200);
    }
}
