package io.conversation.tenant;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import jakarta.inject.Inject;

import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoClient;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.database.DatabaseName;
import io.conversation.fault.Waiting;
import io.conversation.feed.Feed;
import io.conversation.feed.Item;
import io.conversation.feed.Kind;
import io.conversation.feed.Tap;
import io.conversation.feed.Tap.Taken;
import io.conversation.follow.EventStream;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;

/** Tenants that use the same ids never meet. */
@QuarkusTest
@TestProfile(ManyTenants.class)
class TenantsApartTest {

    private static final int TRIES = 6;
    private static final int REQUESTS = 60;
    private static final AtomicInteger FRESH = new AtomicInteger(12);

    private final ConversationClient mine = ManyTenants.client(0);
    private final ConversationClient theirs = ManyTenants.client(1);

    @Inject
    MongoClient database;

    @Inject
    DatabaseName name;

    @Inject
    Feed all;

    @BeforeEach
    void ready() throws Exception {
        new ConversationClient().awaitReady();
    }

    private static int fresh() {
        return FRESH.getAndIncrement();
    }

    @Test
    void two_tenants_with_the_same_ids_are_each_answered_as_if_it_were_alone() throws Exception {
        Long given = Long.getLong("property.seed");
        for (int i = 0; i < (given == null ? TRIES : 1); i++) {
            long seed = given == null ? System.nanoTime() : given;
            List<String> one;
            List<String> other;
            try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<List<String>> ones = both.submit(() -> requests("mark-of-one", seed).send(REQUESTS));
                Future<List<String>> others = both.submit(() -> requests("mark-of-other", seed + 1).send(REQUESTS));
                one = ones.get();
                other = others.get();
            }
            assertThat(one).as("with seed %s", seed).noneMatch(answer -> answer.contains("mark-of"))
                    .isEqualTo(requests("mark-of-alone", seed).send(REQUESTS));
            assertThat(other).as("with seed %s", seed).noneMatch(answer -> answer.contains("mark-of"))
                    .isEqualTo(requests("mark-of-alone", seed + 1).send(REQUESTS));
        }
    }

    private static Requests requests(String mark, long seed) {
        return new Requests(ManyTenants.client(fresh()), mark, seed);
    }

    /** What may be done to one session, by its path. */
    static List<Function<ConversationClient, Function<String, Answer>>> operations() {
        return List.of(client -> id -> client.session(id, ""),
                client -> id -> client.events(id, ""),
                client -> id -> client.with("Accept", "application/x-ndjson").events(id, ""),
                client -> id -> client.event(id, "e1"),
                client -> id -> client.append(id, newEvent("e1")),
                client -> id -> client.appendAll(id, Json.array(List.of(newEvent("e1")))),
                client -> id -> client.complete(id),
                client -> id -> client.send("DELETE", "/sessions/" + id, null, null),
                client -> id -> client.complete(id, Json.object("metadata", Json.object("cost", 1))),
                client -> id -> client.get("/sessions/" + id + "/events/stream"),
                client -> id -> client.send("HEAD", "/sessions/" + id + "/events/stream", null, null));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void anothers_session_is_answered_by_the_same_bytes_as_one_that_is_not_there(
            Function<ConversationClient, Function<String, Answer>> operation) {
        String there = mine.createFresh("call");
        mine.append(there, newEvent("e1")).expectCreated();
        String unknown = Fresh.id("call");
        assertThat(unknown).as("or the bodies differ by their length").hasSameSizeAs(there);
        Answer foreign = operation.apply(theirs).apply(there);
        Answer absent = operation.apply(theirs).apply(unknown);
        assertThat(foreign.status()).isEqualTo(absent.status());
        assertThat(foreign.text().replace(there, unknown)).isEqualTo(absent.text());
        assertThat(foreign.contentType()).isEqualTo(absent.contentType());
        assertThat(mine.storedSession(there).get("status").asText()).isEqualTo("active");
        assertThat(mine.streamed(there, "")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "acme0%2F", "%2F", "acme0/", "acme0%252F", "..%2Facme0%2F" })
    void no_spelling_of_a_path_reaches_another_tenant(String prefix) {
        String there = mine.createFresh("call");
        mine.append(there, newEvent("e1")).expectCreated();
        assertThat(theirs.get("/sessions/" + prefix + there).status()).isIn(400, 404);
        assertThat(theirs.get("/sessions/" + prefix + there + "/events").status()).isIn(400, 404);
        assertThat(theirs.append(prefix + there, newEvent("e2")).status()).isIn(400, 404, 405);
        assertThat(mine.streamed(there, "")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "acme0/call", "/call", "acme0%2Fcall" })
    void no_spelling_of_an_id_reaches_another_tenant(String id) {
        theirs.create(newSession(id)).expectViolations("sessionId");
        JsonNode line = theirs.importLines(newSession(id) + "\n").expect(200).lines().getFirst();
        assertThat(line.at("/problem/violations/0/field").asText()).isEqualTo("sessionId");
    }

    @Test
    void a_follower_has_the_events_of_its_own_tenant() throws Exception {
        String id = Fresh.id("call");
        mine.create(newSession(id)).expectCreated();
        theirs.create(newSession(id)).expectCreated();
        try (EventStream my = follow(mine, id); EventStream their = follow(theirs, id)) {
            for (int i = 0; i < 20; i++) {
                mine.append(id, newEvent("mine-" + i)).expectCreated();
                theirs.append(id, newEvent("theirs-" + i)).expectCreated();
            }
            theirs.complete(id).expect(200);
            mine.append(id, newEvent("mine-last")).expectCreated();
            my.await(21);
            JsonNode ended = their.awaitEnd();
            assertThat(my.eventIds()).hasSize(21).allMatch(event -> event.startsWith("mine"));
            assertThat(their.eventIds()).hasSize(20).allMatch(event -> event.startsWith("theirs"));
            assertThat(my.session()).as("its own goes on").isNull();
            assertThat(ended.get("sessionId").asText()).isEqualTo(id);
        }
    }

    @Test
    void the_feed_has_what_arrives_of_its_own_tenant() {
        String id = Fresh.id("call");
        String my = mine.get("/feed").expect(200).header("Next-Position");
        String their = theirs.get("/feed").expect(200).header("Next-Position");
        mine.create(newSession(id)).expectCreated();
        mine.append(id, newEvent("mine")).expectCreated();
        theirs.create(newSession(id)).expectCreated();
        theirs.append(id, newEvent("theirs")).expectCreated();
        theirs.complete(id).expect(200);
        assertThat(theirs.get("/feed?limit=500&after=" + their).expect(200).text()).contains("\"theirs\"", "session.ended")
                .doesNotContain("mine", "acme");
        assertThat(mine.get("/feed?limit=500&after=" + my).expect(200).text()).contains("\"mine\"")
                .doesNotContain("theirs", "session.ended", "acme");
        assertThat(theirs.get("/feed?limit=500&after=start").expect(200).text()).doesNotContain("\"mine\"");
        theirs.get("/feed?after=" + my).expectProblem(400, "invalid-cursor");
    }

    @Test
    void the_service_itself_takes_what_arrives_of_all() throws Exception {
        String id = Fresh.id("call");
        Tap ends = all.tap(null, Set.of(Kind.ENDED));
        Tap tap = all.tap(null, Set.of());
        ends.next(1, Duration.ZERO);
        tap.next(1, Duration.ZERO);
        for (ConversationClient client : List.of(mine, theirs)) {
            client.create(newSession(id)).expectCreated();
            client.append(id, newEvent("one")).expectCreated();
            client.complete(id).expect(200);
        }
        assertThat(ends.next(10, Duration.ZERO).items()).extracting(item -> item.session().sessionId.stored())
                .containsExactly(ManyTenants.name(0) + "/" + id, ManyTenants.name(1) + "/" + id);
        List<Item> items = new ArrayList<>();
        for (Taken taken = tap.next(10, Duration.ZERO); !taken.items().isEmpty(); taken = tap.next(10, Duration.ZERO)) {
            items.addAll(taken.items());
        }
        assertThat(items).hasSize(6).extracting(Item::sessionId)
                .extracting(SessionId::stored).containsOnly(ManyTenants.name(0) + "/" + id, ManyTenants.name(1) + "/" + id);
    }

    private static EventStream follow(ConversationClient client, String id) {
        return EventStream.of(RestAssured.baseURI + ":" + RestAssured.port, id, null, client.headers());
    }

    @Test
    void a_cursor_is_good_for_its_own_tenant() {
        String id = Fresh.id("call");
        for (ConversationClient client : List.of(mine, theirs)) {
            for (int i = 0; i < 3; i++) {
                client.create(newSession(id + i)).expectCreated();
            }
            client.append(id + 0, newEvent("e1")).expectCreated();
            client.append(id + 0, newEvent("e2")).expectCreated();
        }
        for (String path : List.of("/sessions?limit=1", "/sessions/" + id + "0/events?limit=1",
                "/sessions/" + id + "0?limit=1")) {
            String cursor = mine.get(path).expect(200).json().at("/pagination/nextCursor").asText();
            mine.get(path + "&cursor=" + cursor).expect(200);
            theirs.get(path + "&cursor=" + cursor).expectProblem(400, "invalid-cursor");
        }
    }

    @Test
    void erasure_stays_inside() {
        ConversationClient one = ManyTenants.client(6);
        ConversationClient other = ManyTenants.client(7);
        for (ConversationClient client : List.of(one, other)) {
            for (String id : List.of("a", "b")) {
                client.create(newSession(id).set("metadata", Json.object("caller", "ann"))).expectCreated();
                client.append(id, newEvent("e")).expectCreated();
            }
        }
        one.send("DELETE", "/sessions/a", null, null).expect(204);
        Answer all = one.send("DELETE", "/sessions?metadata.caller=ann", null, null).expect(200);
        assertThat(all.lines().getFirst().get("sessionId").asText()).isEqualTo("b");
        assertThat(all.lines().getLast().get("erased").asInt()).isEqualTo(1);
        assertThat(one.export("")).isEmpty();
        one.create(newSession("a")).expectProblem(410, "session-erased");
        assertThat(Json.texts(other.list("?order=asc").expect(200).json().get("sessions"), "sessionId"))
                .containsExactly("a", "b");
        assertThat(other.streamed("a", "")).hasSize(1);
        other.append("a", newEvent("e2")).expectCreated();
    }

    @Test
    void what_has_arrived_is_the_tenants_own() throws Exception {
        ConversationClient one = ManyTenants.client(2);
        ConversationClient other = ManyTenants.client(3);
        Instant before = Instant.now().minusSeconds(1);
        one.create(newSession("created")).expectCreated();
        other.create(newSession("created")).expectCreated();
        other.append("created", newEvent("e")).expectCreated();
        other.create(newSession("ended")).expectCreated();
        other.complete("ended").expect(200);
        Instant done = Instant.now();
        Waiting.until("all is settled", () -> Instant
                .parse(one.get("/sessions/export?arrivedFrom=" + done).expect(200).header("Arrived-To")).isAfter(done));
        List<JsonNode> ones = Json.lines(one.export("?arrivedFrom=" + before));
        assertThat(Json.texts(ones, "sessionId")).containsExactly("created");
        assertThat(ones.getFirst().get("events")).isEmpty();
        List<JsonNode> others = Json.lines(other.export("?arrivedFrom=" + before));
        assertThat(Json.texts(others, "sessionId")).containsExactly("created", "ended");
        assertThat(others.getFirst().get("events")).hasSize(1);
    }

    @Test
    void what_is_stored_begins_with_the_tenant_and_no_answer_or_meter_names_it() {
        String id = Fresh.id("call");
        ConversationClient client = ManyTenants.client(4);
        client.create(newSession(id)).expectCreated();
        client.append(id, newEvent("e")).expectCreated();
        for (String collection : List.of("sessions", "events")) {
            Document found = database.getDatabase(name.value()).getCollection(collection)
                    .find(new Document("sessionId", ManyTenants.name(4) + "/" + id)).first();
            assertThat(found).as(collection).isNotNull().containsEntry("tenant", ManyTenants.name(4));
        }
        for (String path : List.of("/sessions/" + id, "/sessions", "/sessions/export", "/sessions/" + id + "/events",
                "/q/metrics")) {
            assertThat(client.get(path).expect(200).text()).doesNotContain(ManyTenants.name(4));
        }
    }

    @Test
    void the_tag_of_another_tenants_answer_is_of_no_use() {
        String id = mine.createFresh("call");
        mine.append(id, newEvent("e1")).expectCreated();
        List<String> paths = List.of("/sessions/" + id, "/sessions/" + id + "/events", "/sessions/" + id + "/events/e1");
        List<String> tags = paths.stream().map(path -> mine.get(path).expect(200).header("ETag")).toList();
        for (int i = 0; i < paths.size(); i++) {
            theirs.with("If-None-Match", tags.get(i)).get(paths.get(i)).expectProblem(404, "session-not-found");
        }
        theirs.create(newSession(id)).expectCreated();
        theirs.append(id, newEvent("e1")).expectCreated();
        for (int i = 0; i < paths.size(); i++) {
            theirs.with("If-None-Match", tags.get(i)).get(paths.get(i)).expect(200);
            mine.with("If-None-Match", tags.get(i)).get(paths.get(i)).expect(304);
        }
    }
}
