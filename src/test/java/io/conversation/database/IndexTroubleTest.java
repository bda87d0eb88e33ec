package io.conversation.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;

import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.mongodb.DuplicateKeyException;
import com.mongodb.MongoConfigurationException;
import com.mongodb.client.MongoCollection;

import io.conversation.embedded.ScriptedDatabase;

/** Each kind of trouble in words of its own, as the driver throws it. */
class IndexTroubleTest {

    private final ScriptedDatabase server = new ScriptedDatabase();
    private DatabaseOfTest database = new DatabaseOfTest(server.connectionString());

    @AfterEach
    void stop() {
        database.close();
        server.close();
    }

    private MongoCollection<Document> events() {
        return database.databases.own().getCollection("events");
    }

    private Throwable makingFails() {
        return catchThrowable(() -> events().createIndexes(List.of(CollectionIndexes.unique("sessionId", "eventId"))));
    }

    @Test
    void duplicates() {
        events().insertMany(List.of(new Document("sessionId", "s").append("eventId", "twice"),
                new Document("sessionId", "s").append("eventId", "twice")));
        Throwable e = makingFails();
        assertThat(e).as("no MongoCommandException").isInstanceOf(DuplicateKeyException.class);
        assertThat(IndexTrouble.of(e)).contains("has duplicates", "twice", "Remove the duplicates by hand");
    }

    @Test
    void other_options() {
        server.refuse("createIndexes", 86, "IndexKeySpecsConflict", "An existing index has the same name.");
        assertThat(IndexTrouble.of(makingFails())).contains("other options", "An existing index has the same name",
                "Drop that index by hand");
    }

    @Test
    void missing_rights() {
        server.refuse("createIndexes", 13, "Unauthorized", "not authorized on looked-at to execute command createIndexes");
        assertThat(IndexTrouble.of(makingFails())).contains("does not let", "not authorized on looked-at", "readWrite");
    }

    @Test
    void a_wrong_password() {
        server.refuse("saslStart", 18, "AuthenticationFailed", "Authentication failed.");
        database.close();
        database = new DatabaseOfTest(
                server.connectionString().replace("//", "//somebody:secret@") + "/?authMechanism=SCRAM-SHA-256");
        assertThat(IndexTrouble.of(makingFails())).contains("user name or the password").doesNotContain("somebody", "secret");
    }

    @Test
    void a_database_that_is_away() {
        server.close();
        assertThat(IndexTrouble.of(makingFails())).isEqualTo("The database cannot be reached.");
    }

    @Test
    void a_name_that_DNS_does_not_know() {
        assertThat(IndexTrouble.of(new MongoConfigurationException("Failed looking up TXT record"))).contains("DNS");
    }

    @Test
    void a_refusal_of_any_other_kind() {
        server.refuse("createIndexes", 67, "CannotCreateIndex", "Too many of them.");
        assertThat(IndexTrouble.of(makingFails())).contains("refused", "CannotCreateIndex", "Too many of them");
    }
}
