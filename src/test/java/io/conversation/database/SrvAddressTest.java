package io.conversation.database;

import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import com.mongodb.MongoException;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.embedded.EmbeddedDatabase;
import io.conversation.fault.Waiting;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** The address of the database is looked up by DNS, which fails when the service starts. */
@QuarkusTest
@TestProfile(SrvAddressTest.Profile.class)
class SrvAddressTest {

    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    public static class Profile implements QuarkusTestProfile {

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Names.class));
        }
    }

    public static class Names implements QuarkusTestResourceLifecycleManager {

        private final DnsOfTest dns = new DnsOfTest();
        private final EmbeddedDatabase database = EmbeddedDatabase.inMemory();

        @Override
        public Map<String, String> start() {
            return Map.of("quarkus.mongodb.connection-string",
                    "mongodb+srv://db." + NamesOfTest.DOMAIN + "/?tls=false&appName=looked-up",
                    "quarkus.mongodb.dns.server-host", "127.0.0.1", "quarkus.mongodb.dns.server-port", "" + dns.port(),
                    "quarkus.mongodb.dns.lookup-timeout", "300ms", "sessions.database.start-retry-first", "50ms",
                    "sessions.database.start-retry-most", "200ms",
                    "quarkus.log.category.\"io.smallrye.health\".level", "WARN");
        }

        void tell() {
            dns.databaseIsAt("one." + NamesOfTest.DOMAIN, new ServerAddress(database.connectionString()
                    .replace("mongodb://", "")).getPort());
        }

        @Override
        public void inject(TestInjector injector) {
            injector.injectIntoFields(this, new TestInjector.MatchesType(getClass()));
        }

        @Override
        public void stop() {
            dns.close();
            database.close();
        }
    }

    private final ConversationClient client = new ConversationClient();

    Names names;

    @Inject
    MongoClient mongo;

    @Test
    void the_service_runs_without_an_answer_and_finds_the_database_when_there_is_one() throws Exception {
        assertThat(client.get("/q/health/live").status()).isEqualTo(200);
        Waiting.until("readiness tells why", () -> client.get("/q/health/ready").text().contains("DNS does not answer"));
        assertThat(client.get("/q/health/ready").status()).isEqualTo(503);
        assertUnavailable(() -> client.create(newSession(Fresh.id("early"))));
        assertUnavailable(() -> client.session("any", ""));
        assertUnavailable(() -> client.list(""));

        names.tell();
        client.awaitReady();
        String session = client.createFresh("looked-up");
        assertThat(client.session(session, "").status()).isEqualTo(200);
        assertThat(mongo.getClusterDescription().getClusterSettings().getSrvHost()).isEqualTo("db." + NamesOfTest.DOMAIN);
    }

    private static void assertUnavailable(Supplier<Answer> request) {
        long start = System.nanoTime();
        request.get().expectProblem(503, "unavailable");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
    }

    @Test
    void one_that_dns_does_not_know_is_told_of_without_its_password() {
        var address = new DatabaseAddress(Optional.of("mongodb+srv://somebody:s3cr3t@one.nowhere.test/"), null);
        assertThatThrownBy(address::lookUp).isInstanceOf(MongoException.class).satisfies(e -> {
            assertThat(e + " " + e.getCause() + ServerWords.of(e)).doesNotContain("s3cr3t");
            assertThat(IndexTrouble.of(e)).doesNotContain("s3cr3t");
        });
    }

    @Test
    void one_that_is_malformed_is_refused_at_the_start_and_needs_no_dns() {
        assertThatThrownBy(() -> new DatabaseAddress(Optional.of("mongodb+srv://one.test,two.test/"), null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new DatabaseAddress(Optional.of("mongodb+srv://somebody:secret@one.nowhere.test/"), null).hosts())
                .isEqualTo("one.nowhere.test");
    }
}
