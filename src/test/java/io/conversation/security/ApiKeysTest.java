package io.conversation.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jboss.logmanager.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Logged;
import io.conversation.fault.Waiting;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(ApiKeysTest.ByKey.class)
class ApiKeysTest {

    private static final Path FILE = Path.of("target", "api-keys-test");
    private static final String READER = "# who may read; nobody else\n\nreader " + Sha256.of("key-of-the-reader")
            + " sessions:read acme\n";

    /** Keys of a file, and tenants. */
    public static class ByKey implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            write(READER);
            return Map.of("sessions.security", "api-keys", "sessions.tenant-claim", "tenant", "quarkus.mongodb.database",
                    "sessions-test-tenants",
                    "sessions.api-keys.file", FILE.toString(), "sessions.api-keys.reload-interval", "50ms");
        }
    }

    private final ConversationClient client = new ConversationClient();

    private static void write(String keys) {
        try {
            Path whole = FILE.resolveSibling("api-keys-test-new");
            Files.writeString(whole, keys);
            Files.move(whole, FILE, java.nio.file.StandardCopyOption.REPLACE_EXISTING,
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void as_before() throws Exception {
        write(READER);
        Waiting.until("the reader's key counts", () -> with("key-of-the-reader").status() == 200
                && with("key-of-another").status() == 401);
    }

    private Answer with(String key) {
        return client.with("X-API-Key", key).get("/sessions");
    }

    @Test
    void a_key_opens_what_its_scopes_allow_by_either_header() {
        Answer let = client.with(TenantTold.HEADER, "other").with("X-API-Key", "key-of-the-reader").get("/sessions")
                .expect(200);
        assertThat(let.header(TenantTold.HEADER)).isEqualTo("acme");
        client.with("Authorization", "Bearer key-of-the-reader").get("/sessions").expect(200);
        Answer refused = client.with("X-API-Key", "key-of-the-reader").create("{}").expectProblem(403, "forbidden");
        assertThat(refused.header("WWW-Authenticate")).contains("scope=\"sessions:write\"");
    }

    @Test
    void no_key_another_key_and_the_hash_of_a_key_open_nothing() {
        client.get("/sessions").expectProblem(401, "unauthenticated");
        with("key-of-another").expectProblem(401, "unauthenticated");
        with(Sha256.of("key-of-the-reader")).expectProblem(401, "unauthenticated");
        client.with("Authorization", "Bearer key-of-the-reader").with("X-API-Key", "key-of-the-reader").get("/sessions")
                .expectProblem(401, "unauthenticated");
    }

    @Test
    void no_key_is_told_of() {
        try (Logged logged = Logged.everythingFrom(Level.INFO)) {
            List<String> told = new ArrayList<>();
            for (String key : List.of("key-of-the-reader", "key-of-another")) {
                told.add(with(key).toString());
                told.add(client.with("Authorization", "Bearer " + key).get("/q/metrics").toString());
                told.add(client.with("Authorization", key).get("/sessions").toString());
                told.add(client.with("X-API-Key", key).create("{").toString());
            }
            told.addAll(logged.whole());
            assertThat(told).allSatisfy(text -> assertThat(text).doesNotContain("key-of-the", "key-of-another",
                    Sha256.of("key-of-the-reader"), Sha256.of("key-of-another")));
        }
    }

    @Test
    void keys_come_and_go_without_a_restart() throws Exception {
        write("another " + Sha256.of("key-of-another") + " sessions:read acme");
        Waiting.until("the new key counts", () -> with("key-of-another").status() == 200);
        with("key-of-the-reader").expectProblem(401, "unauthenticated");
    }

    @Test
    void a_broken_file_changes_nothing_and_is_told_once_without_what_stands_in_it() throws Exception {
        try (Logged logged = Logged.errors(ApiKeys.class)) {
            write(READER + "other s3cr3t-not-hashed sessions:read acme");
            Waiting.until("it is told", () -> !logged.messages().isEmpty());
            with("key-of-the-reader").expect(200);
            assertThat(logged.messages()).hasSize(1).first().asString().contains("line 4", "SHA-256")
                    .doesNotContain("s3cr3t");
        }
    }
}
