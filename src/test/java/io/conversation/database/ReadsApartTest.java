package io.conversation.database;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.connection.ServerDescription;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.StoredConversations;
import io.conversation.openapi.OpenApiDocument;
import io.conversation.openapi.OpenApiDocument.Operation;
import io.conversation.paging.SentCommands;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Lists, exports and lines are read from secondaries, which have to have come as far as the primary had; all else is not. */
@QuarkusTest
@TestProfile(SetWithSecondaries.Profile.class)
class ReadsApartTest {

    private static final Set<String> COMMANDS = Set.of("find", "aggregate", "getMore", "insert", "update", "delete",
            "findAndModify");
    private static final int LOOKS = 30;

    private final ConversationClient client = new ConversationClient();
    private final ConversationClient lines = client.with("Accept", "application/x-ndjson");
    private String id;

    @Inject
    MongoClient database;

    @Inject
    StoredConversations stored;

    @BeforeEach
    void conversation() {
        client.awaitReady();
        id = Fresh.id("call");
        client.create(newSession(id).set("metadata", Json.object("caller", id))).expectCreated();
        client.append(id, newEvent("e1")).expectCreated();
        // As if it had arrived long ago.
        stored.store("sessions", BsonDocument.parse("{_id: {$oid: '6955b904a1b2c3d4e5f60718'}, sessionId: 'old-" + id
                + "', status: 'active', language: 'en', startedAt: {$date: '2026-01-01T00:00:00Z'}, metadata: {}}"));
        stored.store("events", BsonDocument.parse("{_id: {$oid: '6955b905a1b2c3d4e5f60718'}, sessionId: 'old-" + id
                + "', eventId: 'e', type: 'system', timestamp: {$date: '2026-01-01T00:00:01Z'}, receivedAt: {$date: "
                + "'2026-01-01T00:00:01Z'}, payload: {}}"));
    }

    @AfterEach
    void clear() {
        stored.clear();
    }

    /** Those that may go to a secondary, by the operation of the document, or by what of it is asked for. */
    private Map<String, Runnable> apart() {
        return Map.of("listSessions", () -> client.list("?limit=3").expect(200),
                "listSessions by status", () -> client.list("?status=active&order=asc").expect(200),
                "exportConversations", () -> assertThat(client.export("")).contains(id),
                "exportConversations by arrival", () -> assertThat(client.export("?arrivedFrom=2026-01-01T00:00:00Z"))
                        .contains("old-" + id),
                "listEvents as lines", () -> assertThat(lines.events(id, "").expect(200).lines()).hasSize(1));
    }

    private Map<String, Runnable> atThePrimary() {
        String path = "/sessions/" + id;
        Map<String, Runnable> requests = new LinkedHashMap<>();
        requests.put("createSession", () -> client.create(newSession(Fresh.id("call"))).expectCreated());
        requests.put("createSession again", () -> client.create(newSession(id)).expectReplayed());
        requests.put("getSession", () -> client.session(id, "?count=true").expect(200));
        requests.put("getSession again", () -> client.with("If-None-Match", client.session(id, "").header("ETag"))
                .session(id, "").expect(304));
        requests.put("listEvents", () -> client.events(id, "?limit=1").expect(200));
        requests.put("getEvent", () -> client.event(id, "e1").expect(200));
        requests.put("appendEvent", () -> client.append(id, newEvent("e2")).expectCreated());
        requests.put("appendEvent again", () -> client.append(id, newEvent("e1")).expectReplayed());
        requests.put("appendEvent of none", () -> client.append("none", newEvent("e1")).expect(404));
        requests.put("appendEvents", () -> client.appendAll(id, "[{},{\"eventId\":\"e1\"}]").expect(207));
        requests.put("completeSession", () -> client.complete(id).expect(200));
        requests.put("importConversations", () -> client.imported(newSession(id) + "\n"));
        requests.put("followEvents", () -> client.send("HEAD", path + "/events/stream", null, null));
        requests.put("readFeed", () -> client.get("/feed?after=start").expect(200));
        requests.put("followFeed", () -> client.with("Accept", "application/x-ndjson").get("/feed").expect(200));
        requests.put("listWebhooks", () -> client.get("/webhooks/deliveries").expect(200));
        requests.put("retryWebhooks", () -> client.send("POST", "/webhooks/deliveries/retry", null, null).expect(200));
        requests.put("eraseSessions", () -> client.send("DELETE", "/sessions?metadata.caller=" + id, null, null).expect(200));
        requests.put("eraseSession", () -> client.erase("old-" + id).expect(204));
        return requests;
    }

    @Test
    void every_operation_is_one_or_the_other() {
        assertThat(Stream.of(apart(), atThePrimary()).flatMap(map -> map.keySet().stream())
                .map(name -> name.split(" ")[0])).containsAll(
                        OpenApiDocument.served().operations().stream().map(Operation::id).toList());
    }

    @Test
    void lists_exports_and_lines_go_to_a_secondary_that_has_come_as_far_as_the_primary() {
        apart().forEach((name, request) -> {
            List<BsonDocument> sent = sent(request);
            assertThat(sent).as(name).hasSizeGreaterThan(1);
            BsonDocument mark = sent.getFirst();
            assertThat(mark.containsKey("$readPreference")).as("%s: %s", name, mark).isFalse();
            assertThat(mark.getDocument("projection").keySet()).containsExactly("_id");
            assertThat(sent.subList(1, sent.size())).allSatisfy(command -> {
                assertThat(command.getFirstKey()).isEqualTo("find");
                assertThat(command.getDocument("$readPreference")).as("%s: %s", name, command)
                        .isEqualTo(
                                BsonDocument.parse("{mode: 'secondaryPreferred', maxStalenessSeconds: {$numberLong: '90'}}"));
                assertThat(command.getDocument("readConcern").containsKey("afterClusterTime")).as("%s: %s", name, command)
                        .isTrue();
            });
        });
    }

    @Test
    void whatever_else_is_read_is_read_from_the_primary() {
        atThePrimary().forEach((name, request) -> assertThat(sent(request)).as(name).isNotEmpty()
                .noneMatch(command -> command.containsKey("$readPreference")));
    }

    private static List<BsonDocument> sent(Runnable request) {
        return SentCommands.during(request).stream().filter(command -> COMMANDS.contains(command.getFirstKey())).toList();
    }

    @Test
    void nothing_is_read_for_the_head_of_an_export() {
        assertThat(sent(() -> client.send("HEAD", "/sessions/export", null, null).expect(200))).isEmpty();
    }

    @Test
    void lines_of_what_is_not_there_are_not_found() {
        lines.events(Fresh.id("nobody"), "").expectProblem(404, "session-not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "Secondary", "secondary_preferred", "follower" })
    void what_is_no_preference_is_refused_by_its_name(String lists) {
        assertThatThrownBy(() -> new ReadsApart(null, null, () -> lists)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("sessions.read-preference.lists: '" + lists + "' is none of primary, ");
    }

    /** The failpoint holds a secondary where it is, so that a read without a time would miss what the others have. */
    @Test
    void a_secondary_that_is_behind_is_waited_for_and_never_answers_without_what_was_acknowledged() {
        List<String> secondaries = database.getClusterDescription().getServerDescriptions().stream()
                .filter(ServerDescription::isSecondary).map(server -> server.getAddress().toString()).toList();
        assumeTrue(secondaries.size() > 1, "The set has no two secondaries of which one could be behind");
        int[] answers = new int[2];
        try (MongoClient behind = MongoClients.create("mongodb://" + secondaries.getFirst() + "/?directConnection=true")) {
            stopApplying(behind, true);
            String unseen = client.createFresh("unseen");
            client.append(unseen, newEvent("e1")).expectCreated();
            for (int i = 0; i < LOOKS; i++) {
                count(client.list("?limit=500"), "\"" + unseen + "\"", answers);
                count(lines.events(unseen, ""), "e1", answers);
            }
            assertThat(answers[0]).as("answered by those that are not behind").isPositive();
            assertThat(answers[1]).as("waited for in vain").isPositive();
            client.erase(id).expect(204);
            stopApplying(behind, false);
            for (int i = 0; i < LOOKS; i++) {
                assertThat(client.list("?limit=500").expect(200).text()).contains(unseen).doesNotContain("\"" + id + "\"");
                assertThat(client.export("?arrivedFrom=2026-01-01T00:00:00Z")).contains("old-" + id);
            }
        }
    }

    private static void count(Answer answer, String wanted, int[] answers) {
        if (answer.status() == 503) {
            assertThat(answer.header("Retry-After")).isNotNull();
            answers[1]++;
        } else {
            assertThat(answer.expect(200).text()).contains(wanted);
            answers[0]++;
        }
    }

    private static void stopApplying(MongoClient server, boolean stop) {
        server.getDatabase("admin").runCommand(new Document("configureFailPoint", "rsSyncApplyStop").append("mode",
                stop ? "alwaysOn" : "off"));
    }
}
