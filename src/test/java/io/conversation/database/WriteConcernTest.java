package io.conversation.database;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.fault.DatabaseBehindProxy;
import io.conversation.fault.TestDatabase;
import io.conversation.paging.SentCommands;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

/** A connection string that gives one part of the write concern leaves the others as they are: what is sent says all of it. */
@QuarkusTest
@TestProfile(WriteConcernTest.OnlyATimeout.class)
class WriteConcernTest {

    /** Runs the service with a connection string that names a {@code wtimeoutMS} and nothing else of it. */
    public static class OnlyATimeout implements QuarkusTestProfile {

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Database.class));
        }
    }

    public static class Database extends DatabaseBehindProxy {

        private final TestDatabase database = new TestDatabase();

        @Override
        public Map<String, String> start() {
            String setting = "quarkus.mongodb.connection-string";
            return Map.of(setting, behindProxy(database.connectionString()).get(setting) + "&wtimeoutMS=2000");
        }

        @Override
        public void stop() {
            super.stop();
            database.close();
        }
    }

    private static final Set<String> WRITES = Set.of("insert", "update", "findAndModify");

    private final ConversationClient client = new ConversationClient();

    @Test
    void every_write_asks_for_a_journaled_majority() {
        client.awaitReady();
        String id = Fresh.id("call");
        List<BsonDocument> writes = SentCommands.during(() -> {
            client.create(newSession(id)).expectCreated();
            client.append(id, newEvent("e1")).expectCreated();
            client.complete(id).expect(200);
        }).stream().filter(command -> WRITES.contains(command.getFirstKey())).toList();
        assertThat(writes).hasSize(4);
        // The deadline of the operation is in the place of a wtimeout.
        assertThat(writes).allSatisfy(write -> assertThat(write.getDocument("writeConcern"))
                .isEqualTo(BsonDocument.parse("{w: 'majority', j: true}")));
    }
}
