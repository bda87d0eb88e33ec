package io.conversation.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.embedded.ScriptedDatabase;

/** The answers of other servers are played. */
class ServerPromisesTest {

    private static final String FEATURES = "featureCompatibilityVersion";
    private static final String MONGOS = """
            {msg: "isdbgrid", ismaster: true, isWritablePrimary: true, maxWireVersion: 13, minWireVersion: 0,
             maxBsonObjectSize: 16777216, maxMessageSizeBytes: 48000000, maxWriteBatchSize: 100000}""";

    private final ScriptedDatabase server = new ScriptedDatabase();

    @AfterEach
    void stop() {
        server.close();
    }

    private String broken() {
        try (DatabaseOfTest database = new DatabaseOfTest(server.connectionString())) {
            // The kind of cluster is known once something has been asked.
            database.databases.admin().runCommand(new org.bson.Document("ping", 1));
            return new ServerPromises(database.databases).broken(DatabaseOfTest.COLLECTIONS).orElse("");
        }
    }

    private void isMongos() {
        server.answer("hello", MONGOS);
        server.answer("isMaster", MONGOS);
        server.answer("buildInfo", "{version: '8.0.4'}");
        server.refuse("getParameter", 72, "InvalidOptions", "no option found to get");
    }

    @ParameterizedTest
    @ValueSource(strings = { "5.0.1", "5.0.0", "5.0.0-rc7", "4.4.29", "3.6.23" })
    void a_server_before_5_0_2_is_named_with_what_to_do(String version) {
        server.answer("buildInfo", "{version: '" + version + "'}");
        assertThat(broken()).contains("MongoDB " + version + ",", "before 5.0.2", "Upgrade all its nodes to 5.0.2 or newer");
    }

    @ParameterizedTest
    @ValueSource(strings = { "5.0.2", "5.0.31", "6.0.0", "8.2.1-alpha0", "10.0.0" })
    void a_server_from_5_0_2_on_keeps_its_promise(String version) {
        server.answer("buildInfo", "{version: '" + version + "'}");
        assertThat(broken()).isEmpty();
    }

    @Test
    void the_embedded_database_keeps_its_promise() {
        assertThat(broken()).isEmpty();
    }

    @Test
    void a_feature_compatibility_below_5_is_named_with_what_to_do() {
        server.answerWhere("getParameter", FEATURES, "{featureCompatibilityVersion: {version: '4.4'}}");
        assertThat(broken()).contains("featureCompatibilityVersion is 4.4", "setFeatureCompatibilityVersion");
        server.answerWhere("getParameter", FEATURES, "{featureCompatibilityVersion: {version: '4.4', targetVersion: '5.0'}}");
        assertThat(broken()).as("on the way up").contains("featureCompatibilityVersion is 4.4");
        server.answerWhere("getParameter", FEATURES, "{featureCompatibilityVersion: {version: '7.0'}}");
        assertThat(broken()).isEmpty();
    }

    @Test
    void what_the_user_may_not_ask_is_taken_to_hold() {
        server.refuse("getParameter", 13, "Unauthorized", "not authorized on admin");
        server.refuse("find", 13, "Unauthorized", "not authorized on admin");
        assertThat(broken()).isEmpty();
    }

    @Test
    void behind_a_mongos_the_shards_are_asked_for_their_version() {
        isMongos();
        server.answer("explain", """
                {queryPlanner: {winningPlan: {stage: "SHARD_MERGE", shards: [
                  {shardName: "a", serverInfo: {host: "one", port: 1, version: "8.0.4"}},
                  {shardName: "b", serverInfo: {host: "two", port: 1, version: "5.0.1"}}]}},
                 serverInfo: {host: "router", port: 1, version: "8.0.4"}}""");
        assertThat(broken()).contains("MongoDB 5.0.1,");
        server.refuse("explain", 13, "Unauthorized", "not authorized");
        assertThat(broken()).isEmpty();
    }

    @Test
    void behind_a_mongos_the_config_servers_tell_the_feature_compatibility() {
        isMongos();
        server.answer("find", """
                {cursor: {id: {$numberLong: "0"}, ns: "admin.system.version",
                 firstBatch: [{_id: "featureCompatibilityVersion", version: "4.4"}]}}""");
        assertThat(broken()).contains("featureCompatibilityVersion is 4.4");
    }
}
