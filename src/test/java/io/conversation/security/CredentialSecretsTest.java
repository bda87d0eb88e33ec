package io.conversation.security;

import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.jboss.logmanager.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Logged;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Whatever is the matter with a token, neither it nor what it says of its bearer is in any answer, log or metric. */
@QuarkusTest
@TestProfile(EveryDoorTest.ByPublicKey.class)
class CredentialSecretsTest {

    private static final String SECRET = "s3cr3t" + Fresh.id("").replace("-", "");

    private final ConversationClient client = new ConversationClient();
    private final List<String> sent = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private Logged logged;

    @BeforeEach
    void listen() {
        client.awaitReady();
        logged = Logged.everythingFrom(Level.INFO);
    }

    @AfterEach
    void nothing_has_come_out() {
        logged.close();
        told.addAll(logged.whole());
        told.add(with("Authorization", "Bearer " + token(claims())).get("/q/metrics").expect(200).text());
        told.add(client.get("/q/health").text());
        assertThat(told).allSatisfy(text -> assertThat(text).doesNotContain(SECRET));
        // What is shorter could be a part of anything.
        sent.stream().flatMap(token -> List.of(token.split("\\.")).stream()).filter(part -> part.length() > 16)
                .forEach(part -> assertThat(told).noneMatch(text -> text.contains(part)));
    }

    private static ObjectNode claims() {
        return Tokens.claims().put("sub", SECRET).put("email", SECRET).put("jti", SECRET);
    }

    private static String token(ObjectNode claims) {
        return Tokens.signed(Tokens.pair("fixed"), null, claims);
    }

    private ConversationClient with(String header, String value) {
        sent.add(value);
        return client.with(header, value);
    }

    private void refused(Answer answer, int status) {
        told.add(answer.expect(status).toString());
    }

    @Test
    void a_token_that_is_refused() {
        List<String> tokens = new ArrayList<>(EveryDoorTest.refused(CredentialSecretsTest::claims).values());
        tokens.addAll(List.of(SECRET, "a." + SECRET + ".c", token(claims()) + SECRET));
        for (String token : tokens) {
            refused(with("Authorization", "Bearer " + token).get("/sessions"), 401);
            refused(with("Authorization", "Basic " + token).get("/sessions"), 401);
            refused(with("X-API-Key", token).create(newSession("any")), 401);
        }
    }

    @Test
    void a_token_that_is_good_and_not_enough() {
        refused(with("Authorization", "Bearer " + token(claims().put("scope", SECRET))).get("/sessions"), 403);
        refused(with("Authorization", "Bearer " + token(claims().put("tenant", SECRET + "/x"))).get("/sessions"), 403);
        refused(with("Authorization", "Bearer " + token((ObjectNode) claims().without("tenant"))).get("/sessions"), 403);
        refused(with("Authorization", "Bearer " + token(claims())).get("/" + Fresh.id("nowhere")), 404);
    }

    @Test
    void a_token_that_is_good() {
        ConversationClient bearer = with("Authorization", "Bearer " + token(claims()));
        refused(bearer.create("{"), 400);
        refused(bearer.create(newSession(Fresh.id("call"))), 201);
        refused(bearer.get("/sessions/none"), 404);
        refused(bearer.send("PUT", "/sessions", null, null), 405);
    }
}
