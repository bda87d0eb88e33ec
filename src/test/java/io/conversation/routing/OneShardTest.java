package io.conversation.routing;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.OneShard;
import io.conversation.OneShard.Everywhere;
import io.conversation.feed.FeedEvents;
import io.conversation.follow.EventStream;
import io.conversation.openapi.OpenApiDocument;
import io.conversation.paging.SentCommands;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/**
 * Whatever is sent to the database for one session names it, so that a router sends it to one shard; operation by operation.
 */
@QuarkusTest
class OneShardTest {

    private static final Everywhere[] NONE = {};

    private final ConversationClient client = new ConversationClient();

    @TestHTTPResource
    String base;

    /** Requests of one operation, and what of it has to ask every shard. */
    private record Operation(Requests requests, Everywhere... everywhere) {
    }

    @FunctionalInterface
    private interface Requests {
        void of(OneShardTest test);
    }

    private static final Map<String, Operation> OPERATIONS = Map.ofEntries(
            Map.entry("createSession", new Operation(OneShardTest::create, NONE)),
            Map.entry("listSessions", new Operation(OneShardTest::list, Everywhere.LIST)),
            Map.entry("getSession", new Operation(OneShardTest::session, NONE)),
            Map.entry("eraseSession", new Operation(OneShardTest::erase, NONE)),
            Map.entry("eraseSessions", new Operation(OneShardTest::eraseByMetadata, Everywhere.OF_A_PERSON)),
            Map.entry("completeSession", new Operation(OneShardTest::complete, NONE)),
            Map.entry("appendEvent", new Operation(OneShardTest::append, NONE)),
            Map.entry("appendEvents", new Operation(OneShardTest::appendBatch, NONE)),
            Map.entry("listEvents", new Operation(OneShardTest::events, NONE)),
            Map.entry("getEvent", new Operation(OneShardTest::event, NONE)),
            Map.entry("followEvents", new Operation(OneShardTest::follow, NONE)),
            Map.entry("listWebhooks",
                    new Operation(test -> test.client.get("/webhooks/deliveries").expect(200), Everywhere.STUCK)),
            Map.entry("retryWebhooks", new Operation(OneShardTest::retry, Everywhere.STUCK)),
            Map.entry("importConversations", new Operation(OneShardTest::importLines, NONE)),
            Map.entry("readFeed", new Operation(OneShardTest::feed, Everywhere.ARRIVED_SESSIONS, Everywhere.ARRIVED_EVENTS,
                    Everywhere.ARRIVED_ENDS)),
            Map.entry("followFeed", new Operation(OneShardTest::followFeed, Everywhere.ARRIVED_SESSIONS,
                    Everywhere.ARRIVED_EVENTS, Everywhere.ARRIVED_ENDS)),
            Map.entry("exportConversations", new Operation(OneShardTest::export, Everywhere.LIST, Everywhere.ARRIVED_SESSIONS,
                    Everywhere.ARRIVED_EVENTS, Everywhere.ARRIVED_ENDS)));

    static Set<String> operations() {
        return OPERATIONS.keySet();
    }

    @Test
    void no_operation_is_forgotten() {
        assertThat(OpenApiDocument.served().operations().stream().map(OpenApiDocument.Operation::id)
                .collect(Collectors.toSet())).isEqualTo(operations());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void each_command_is_for_the_shards_of_its_sessions(String id) throws Exception {
        Operation operation = OPERATIONS.get(id);
        // Whose looks would be seen, too.
        FeedEvents.awaitNone(client);
        List<BsonDocument> commands = SentCommands.during(() -> operation.requests.of(this));
        OneShard.assertAsked(commands, operation.everywhere);
    }

    private String conversation() {
        String id = client.createFresh("shard");
        client.appendAll(id, Json.array(IntStream.range(0, 5).mapToObj(i -> newEvent("e" + i)).toList())).expect(207);
        return id;
    }

    private String erased() {
        String id = client.createFresh("erased");
        client.erase(id).expect(204);
        return id;
    }

    private void create() {
        String id = Fresh.id("shard");
        client.create(newSession(id)).expectCreated();
        client.create(newSession(id)).expect(200);
        client.create(newSession(erased())).expectProblem(410, "session-erased");
    }

    private void list() {
        conversation();
        for (String query : List.of("limit=2", "limit=2&order=asc", "status=active&limit=1", "language=en-US&limit=1",
                "metadata.caller=ann", "startedFrom=2020-01-01T00:00:00Z&limit=1", "endedFrom=2020-01-01T00:00:00Z&limit=1")) {
            client.list("?" + query).expect(200);
        }
    }

    private void session() {
        String id = conversation();
        client.session(id, "").expect(200);
        client.session(id, "?limit=2").expect(200);
        client.session(Fresh.id("nobody"), "").expectProblem(404, "session-not-found");
    }

    private void erase() {
        client.erase(conversation()).expect(204);
        client.erase(Fresh.id("nobody")).expect(204);
    }

    private void eraseByMetadata() {
        String caller = Fresh.id("caller");
        client.create(newSession(Fresh.id("shard")).set("metadata", Json.object("caller", caller)).toString()).expectCreated();
        client.send("DELETE", "/sessions?metadata.caller=" + caller, null, null).expect(200);
    }

    private void complete() {
        String id = conversation();
        client.complete(id).expect(200);
        client.complete(id).expect(200);
        client.complete(conversation(), "{\"status\":\"failed\",\"metadata\":{\"why\":\"test\"}}").expect(200);
        client.complete(Fresh.id("nobody")).expectProblem(404, "session-not-found");
    }

    private void append() {
        String id = client.createFresh("shard");
        client.append(id, newEvent("first")).expectCreated();
        client.append(id, newEvent("second")).expectCreated();
        client.append(id, newEvent("second")).expect(200);
        client.append(Fresh.id("nobody"), newEvent("e")).expectProblem(404, "session-not-found");
        client.append(erased(), newEvent("e")).expectProblem(410, "session-erased");
    }

    private void appendBatch() {
        String id = conversation();
        client.appendAll(id, Json.array(List.of(newEvent("e1"), newEvent("e9")))).expect(207);
    }

    private void events() {
        String id = conversation();
        client.allEvents(id, "?limit=2");
        client.events(id, "?order=desc&type=system").expect(200);
        client.streamed(id, "");
    }

    private void event() {
        String id = conversation();
        client.event(id, "e1").expect(200);
        client.event(id, "nothing").expectProblem(404, "event-not-found");
    }

    private void feed() {
        String before = client.get("/feed").expect(200).header("Next-Position");
        client.complete(conversation()).expect(200);
        assertThat(client.get("/feed?after=" + before).expect(200).lines()).isNotEmpty();
    }

    private void followFeed() {
        String id = Fresh.id("shard");
        try (FeedEvents stream = FeedEvents.of(base, "", Map.of(), id)) {
            client.create(newSession(id)).expectCreated();
            client.append(id, newEvent("e")).expectCreated();
            client.complete(id).expect(200);
            assertThat(stream.await(3)).containsExactly("created", "e", "ended");
        }
    }

    private void follow() {
        String id = conversation();
        String position;
        try (EventStream stream = EventStream.of(base.replaceAll("/$", ""), id, null)) {
            stream.await(5);
            client.append(id, newEvent("live")).expectCreated();
            stream.await(6);
            position = stream.lastId();
        }
        try (EventStream stream = EventStream.of(base.replaceAll("/$", ""), id, position)) {
            client.complete(id).expect(200);
            stream.awaitEnd();
        }
    }

    private void retry() {
        client.send("POST", "/webhooks/deliveries/retry", null, null).expect(200);
        client.send("POST", "/webhooks/deliveries/retry?sessionId=nobody", null, null).expect(200);
    }

    private void importLines() {
        String lines = IntStream.range(0, 3)
                .mapToObj(i -> newSession(Fresh.id("imported")).put("status", "completed").set("events",
                        Json.array(List.of(newEvent("a"), newEvent("b")))) + "\n")
                .collect(Collectors.joining());
        client.imported(lines);
        client.imported(lines);
        client.importLines(newSession(erased()) + "\n").expect(200);
    }

    private void export() {
        client.complete(conversation()).expect(200);
        client.export("");
        client.export("?status=completed");
        client.export("?arrivedFrom=" + Instant.now().minusSeconds(600).toString());
    }
}
