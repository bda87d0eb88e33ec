package io.conversation.database;

import java.util.List;
import java.util.Optional;

import com.mongodb.client.model.IndexModel;

import io.conversation.embedded.ScriptedDatabase;

/** A database that says it is a mongos, and collections to be sharded there. */
final class Mongos {

    private static final String HELLO = """
            {msg: "isdbgrid", ismaster: true, isWritablePrimary: true, maxWireVersion: 13, minWireVersion: 0,
             maxBsonObjectSize: 16777216, maxMessageSizeBytes: 48000000, maxWriteBatchSize: 100000}""";

    /** One that needs no index but that of its key. */
    record Feature(String collection, Optional<String> shardKey) implements CollectionIndexes {

        @Override
        public List<IndexModel> indexes() {
            return List.of();
        }
    }

    static final List<CollectionIndexes> FEATURES = List.of(new Feature("sessions", Optional.of("sessionId")),
            new Feature("events", Optional.of("sessionId")), new Feature("other", Optional.empty()));

    private Mongos() {
    }

    static ScriptedDatabase start() {
        ScriptedDatabase server = new ScriptedDatabase();
        server.answer("hello", HELLO);
        server.answer("isMaster", HELLO);
        return server;
    }
}
