package io.conversation.routing;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import jakarta.inject.Inject;

import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.database.DatabaseName;
import io.conversation.paging.SentCommands;
import io.quarkus.test.junit.QuarkusTest;

/** Where the server is a mongos and the sessions are on several shards: each gives its part of a list in order, by an index. */
@QuarkusTest
class MergedListsTest {

    /** What is of no use to a plan, or of another command. */
    private static final Set<String> AROUND = Set.of("$db", "lsid", "$clusterTime", "$readPreference", "maxTimeMS",
            "txnNumber");

    private final ConversationClient client = new ConversationClient();

    @Inject
    MongoClient mongo;

    @Inject
    DatabaseName name;

    private MongoDatabase database;

    @BeforeEach
    void onShards() {
        database = mongo.getDatabase(name.value());
        assumeTrue("isdbgrid".equals(database.runCommand(new Document("hello", 1)).getString("msg")),
                "The server is no mongos");
        assumeTrue(mongo.getDatabase("config").getCollection("collections").find(Filters.eq("_id", name.value() + ".sessions"))
                .first() != null, "The sessions are not sharded");
        for (int i = 0; i < 9; i++) {
            client.create(newSession(Fresh.id("merged")).put("language", "xx").set("metadata", Json.object("caller", "ann"))
                    .toString()).expectCreated();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "limit=3", "limit=3&order=asc", "limit=3&status=initiated", "limit=3&language=xx&order=asc",
            "limit=3&metadata.caller=ann", "limit=3&language=xx&startedFrom=2020-01-01T00:00:00Z" })
    void a_list_is_merged_from_what_each_shard_has_in_order(String query) {
        BsonDocument plan = plan(sorted(() -> client.list("?" + query).expect(200)));
        assertThat(plan.getString("stage").getValue()).isEqualTo("SHARD_MERGE_SORT");
        assertThat(plan.getArray("shards").size()).isGreaterThan(1);
        assertThat(stages(plan)).doesNotContain("SORT", "COLLSCAN").contains("IXSCAN");
    }

    @ParameterizedTest
    @ValueSource(strings = { "limit=3", "limit=3&order=desc" })
    void a_page_of_events_is_of_one_shard(String query) {
        String id = client.createFresh("merged");
        client.append(id, newEvent("e1")).expectCreated();
        BsonDocument plan = plan(sorted(() -> client.events(id, "?" + query).expect(200)));
        assertThat(plan.getString("stage").getValue()).isEqualTo("SINGLE_SHARD");
        assertThat(stages(plan)).doesNotContain("SORT", "COLLSCAN").contains("IXSCAN");
    }

    private static BsonDocument sorted(Runnable request) {
        return SentCommands.during(request).stream()
                .filter(command -> command.containsKey("find") && command.containsKey("sort"))
                .findFirst().orElseThrow();
    }

    private BsonDocument plan(BsonDocument command) {
        BsonDocument find = command.clone();
        find.keySet().removeAll(AROUND);
        return database.runCommand(new Document("explain", find).append("verbosity", "queryPlanner"), BsonDocument.class)
                .getDocument("queryPlanner").getDocument("winningPlan");
    }

    private static List<String> stages(BsonValue plan) {
        List<String> stages = new ArrayList<>();
        if (plan.isArray()) {
            plan.asArray().forEach(each -> stages.addAll(stages(each)));
        } else if (plan.isDocument()) {
            plan.asDocument().forEach((field, value) -> {
                if (field.equals("stage")) {
                    stages.add(value.asString().getValue());
                } else if (!field.equals("rejectedPlans")) {
                    stages.addAll(stages(value));
                }
            });
        }
        return stages;
    }
}
