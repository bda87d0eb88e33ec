package io.conversation.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.bson.Document;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;

import io.conversation.Logged;
import io.conversation.embedded.EmbeddedDatabase;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

/** The password of the connection string is in nothing that is told of it, whatever is wrong with it or with the database. */
class ConnectionSecretsTest {

    private static final String SECRET = "s3cr3tpassw0rd";

    @ParameterizedTest
    @ValueSource(strings = { "mongodb://somebody:%s/word@one.test/", "mongodb://somebody:1234/%s@one.test/",
            "mongodb://somebody:%s?word@one.test/", "mongodb://somebody:%s@word@one.test/",
            "mongodb://somebody:%s%%zz@one.test/",
            "mongodb://somebody:%s:more@one.test/", "mongodb+srv://somebody:%s/word@one.test/", "somebody:%s@one.test",
            "mongodb+srv://somebody:%s@one.test:27017/", "mongodb://somebody:%s@one.test:port/", "mongodb://%s@one.test@/",
            "mongodb://one.test/?authSource=&password=%s&x", "mongodb://%s:1:2/" })
    void a_malformed_one_is_refused_without_a_word_of_it(String form) {
        String malformed = String.format(form, SECRET);
        SmallRyeConfig config = new SmallRyeConfigBuilder().withInterceptors(new SrvDeferral())
                .withSources(new PropertiesConfigSource(Map.of("quarkus.mongodb.connection-string", malformed), "test", 1))
                .build();
        assertThat(config.getValue("quarkus.mongodb.connection-string", String.class)).doesNotContain(SECRET);
        String asSet = config.getValue(SrvDeferral.AS_SET, String.class);
        assertThatThrownBy(() -> new DatabaseAddress(Optional.of(asSet), null)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("quarkus.mongodb.connection-string").hasMessageContaining("percent-encoded")
                .hasNoCause().satisfies(e -> assertThat(e.getMessage()).doesNotContain(SECRET));
    }

    @Test
    void a_database_that_is_away_or_does_not_let_in_is_told_of_without_it() {
        try (EmbeddedDatabase database = EmbeddedDatabase.inMemory(); Logged logged = Logged.everythingFrom(Level.DEBUG)) {
            String there = database.connectionString().replace("mongodb://", "mongodb://somebody:" + SECRET + "@");
            for (String connectionString : new String[] { there, "mongodb://somebody:" + SECRET + "@127.0.0.1:1/" }) {
                MongoException failure = failure(connectionString);
                assertThat(ServerWords.of(failure)).isNotBlank().doesNotContain(SECRET);
                assertThat(IndexTrouble.of(failure)).isNotBlank().doesNotContain(SECRET);
                assertThat(ServerWords.asCause(failure)).extracting(Throwable::toString).asString().doesNotContain(SECRET);
            }
            assertThat(logged.whole()).allSatisfy(entry -> assertThat(entry).doesNotContain(SECRET));
        }
    }

    private static MongoException failure(String connectionString) {
        MongoClientSettings settings = MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(connectionString))
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(300, TimeUnit.MILLISECONDS)).build();
        try (MongoClient client = MongoClients.create(settings)) {
            client.getDatabase("any").runCommand(new Document("ping", 1));
        } catch (MongoException e) {
            return e;
        }
        throw new AssertionError("It was let in");
    }
}
