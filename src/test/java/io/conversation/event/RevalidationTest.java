package io.conversation.event;

import static io.conversation.ConversationClient.newEvent;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.bson.BsonDocument;
import org.bson.BsonString;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.mongodb.client.MongoClient;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.StoredConversations;
import io.conversation.database.DatabaseName;
import io.conversation.paging.SentCommands;
import io.quarkus.test.junit.QuarkusTest;

/** Who has what it would get is answered 304, for no more than a look at an index and at the session. */
@QuarkusTest
class RevalidationTest {

    private static final String KNOWN = "If-None-Match";
    private static final int EVENTS = 6;

    private final ConversationClient client = new ConversationClient();
    private String id;

    @Inject
    StoredConversations stored;

    @Inject
    MongoClient database;

    @Inject
    DatabaseName name;

    @BeforeEach
    void conversation() {
        id = client.createFresh("call");
        for (int i = 0; i < EVENTS; i++) {
            client.append(id, newEvent("e" + i, "2026-01-01T00:00:0" + i + "Z")).expectCreated();
        }
    }

    private String path(String rest) {
        return "/sessions/" + id + rest;
    }

    private Answer again(String path, String tag) {
        return client.with(KNOWN, tag).get(path);
    }

    private String tag(String path) {
        return client.get(path).expect(200).header("ETag");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "?limit=2", "?limit=2&order=desc", "?offset=3", "?count=true", "/events", "/events?limit=3",
            "/events?limit=2&type=user_speech", "/events?from=2026-01-01T00:00:02Z&to=2026-01-01T00:00:04Z", "/events/e3" })
    void who_has_it_is_told_so_without_a_body(String rest) {
        Answer first = client.get(path(rest)).expect(200);
        String tag = first.header("ETag");
        assertThat(tag).startsWith("W/\"").endsWith("\"");
        for (String known : List.of(tag, tag.substring(2), "\"other\", " + tag, "nonsense, " + tag, "*")) {
            Answer answer = again(path(rest), known).expect(304);
            assertThat(answer.bytes()).isEmpty();
            for (String header : List.of("ETag", "Cache-Control", "Vary")) {
                assertThat(answer.header(header)).as(header).isNotNull().isEqualTo(first.header(header));
            }
            assertThat(answer.header("Content-Type")).isNull();
            assertThat(answer.header("Content-Length")).isNull();
        }
        for (String unknown : List.of("\"other\"", "nonsense", tag.replace("\"", ""), tag.toLowerCase(), "\"\"", "")) {
            assertThat(again(path(rest), unknown).expect(200).text()).isEqualTo(first.text());
        }
        assertThat(client.send("HEAD", path(rest), null, null).expect(200).header("ETag")).isEqualTo(tag);
        client.with(KNOWN, tag).send("HEAD", path(rest), null, null).expect(304);
    }

    @Test
    void a_304_is_answered_exactly_where_the_same_would_be_answered() {
        List<String> queries = new ArrayList<>(List.of("", "?limit=1", "?limit=3", "?limit=6", "?limit=7",
                "?order=desc&limit=2",
                "?offset=2&limit=2", "?count=true&limit=1", "/events", "/events?limit=1", "/events?limit=6", "/events?limit=7",
                "/events?order=desc&limit=3", "/events?limit=3&type=system", "/events?from=2026-01-01T00:00:02Z&limit=2",
                "/events?to=2026-01-01T00:00:04Z", "/events?from=2027-01-01T00:00:00Z", "/events/e3"));
        for (String paged : List.of("?limit=2", "/events?limit=2", "/events?order=desc&limit=4")) {
            String cursor = client.get(path(paged)).expect(200).json().at("/pagination/nextCursor").asText();
            queries.add(paged + "&cursor=" + cursor);
        }
        int same = 0;
        int changed = 0;
        for (Runnable change : changes()) {
            Map<String, Answer> before = new LinkedHashMap<>();
            queries.forEach(query -> before.put(query, client.get(path(query)).expect(200)));
            change.run();
            for (String query : queries) {
                boolean isSame = client.get(path(query)).expect(200).text().equals(before.get(query).text());
                assertThat(again(path(query), before.get(query).header("ETag")).status()).as(query)
                        .isEqualTo(isSame ? 304 : 200);
                same += isSame ? 1 : 0;
                changed += isSame ? 0 : 1;
            }
        }
        assertThat(same).isGreaterThan(40);
        assertThat(changed).isGreaterThan(20);
    }

    private List<Runnable> changes() {
        return List.of(
                () -> client.append(id, newEvent("e3", "2026-01-01T00:00:03Z")).expectReplayed(),
                () -> client.append(id, newEvent("last", "2026-01-01T00:00:09Z")).expectCreated(),
                () -> client.append(id, newEvent("within", "2026-01-01T00:00:02.500Z")).expectCreated(),
                () -> client.append(id, newEvent("tie", "2026-01-01T00:00:01Z").put("type", "system")).expectCreated(),
                () -> client.complete(id).expect(200),
                () -> client.complete(id).expectReplayed(),
                () -> client.append(id, newEvent("late", "2026-01-01T00:00:00Z")).expectCreated());
    }

    @Test
    void the_tag_of_another_event_or_of_one_that_was_there_before_is_no_match() {
        String tag = tag(path("/events/e3"));
        again(path("/events/e2"), tag).expect(200);
        again(path("/events/none"), tag).expectProblem(404, "event-not-found");
        stored.removeEvent(id, "e3");
        again(path("/events/e3"), tag).expectProblem(404, "event-not-found");
        client.append(id, newEvent("e3", "2026-01-01T00:00:03Z")).expectCreated();
        assertThat(again(path("/events/e3"), tag).expect(200).header("ETag")).isNotEqualTo(tag);
    }

    @Test
    void what_is_erased_is_not_found_whatever_its_reader_has() {
        List<String> paths = List.of(path(""), path("?limit=2"), path("/events"), path("/events/e3"));
        List<String> tags = paths.stream().map(this::tag).toList();
        client.erase(id).expect(204);
        for (int i = 0; i < paths.size(); i++) {
            again(paths.get(i), tags.get(i)).expectProblem(404, "session-not-found");
            again(paths.get(i), "*").expectProblem(404, "session-not-found");
        }
    }

    @Test
    void one_that_is_being_erased_is_not_found_while_its_events_are_there() {
        String tag = tag(path("/events/e3"));
        String page = tag(path("/events"));
        database.getDatabase(name.value()).getCollection("sessions").replaceOne(
                new BsonDocument("sessionId", new BsonString(id)), new org.bson.Document("sessionId", id));
        again(path("/events/e3"), tag).expectProblem(404, "session-not-found");
        again(path("/events"), page).expectProblem(404, "session-not-found");
    }

    @Test
    void lines_have_no_tag_and_bad_requests_stay_bad() {
        Answer lines = client.with("Accept", "application/x-ndjson").with(KNOWN, "*").get(path("/events")).expect(200);
        assertThat(lines.header("ETag")).isNull();
        assertThat(lines.lines()).hasSize(EVENTS);
        again(path("/events?limit=0"), "*").expectViolations("limit");
        again(path("/events?cursor=abc"), tag(path("/events"))).expectProblem(400, "invalid-cursor");
    }

    @Test
    void a_client_keeps_an_event_and_asks_for_pages_each_time() {
        assertThat(client.get(path("/events/e3")).header("Cache-Control")).isEqualTo("private, max-age=3600, immutable");
        client.complete(id).expect(200);
        for (String rest : List.of("", "/events", "/events?limit=2", "?limit=2")) {
            Answer page = client.get(path(rest));
            assertThat(page.header("Cache-Control")).isEqualTo("private, no-cache");
            assertThat(page.header("Vary")).isEqualTo("Accept, Authorization, X-API-Key");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "/events/e3", "", "?limit=2&order=desc", "/events", "/events?limit=2",
            "/events?limit=3&from=2026-01-01T00:00:01Z", "/events?limit=2&cursor=", "/events?order=desc&limit=2&cursor=" })
    void a_304_costs_a_look_at_keys_of_an_index_and_one_at_the_session(String rest) {
        String path = path(rest);
        if (rest.endsWith("cursor=")) {
            path += client.get(path(rest.replace("&cursor=", ""))).expect(200).json().at("/pagination/nextCursor").asText();
        }
        String asked = path;
        String tag = tag(asked);
        List<BsonDocument> sent = SentCommands.during(() -> again(asked, tag).expect(304));
        assertThat(sent.stream().map(command -> command.getString(command.getFirstKey()).getValue()))
                .containsExactly("events", "sessions");
        BsonDocument keys = sent.getFirst();
        assertThat(keys.getDocument("projection").keySet()).isSubsetOf("_id", "timestamp");
        assertThat(fields(keys)).isSubsetOf("sessionId", "timestamp", "_id");
        assertThat(sent.getLast().getDocument("projection").keySet()).containsExactlyInAnyOrder("sessionId", "status",
                "endedAt");
        stored.onlyOnRealMongo("does not explain how it finds what it finds");
        BsonDocument plan = explain(keys);
        assertThat(plan.getDocument("executionStats").getNumber("totalDocsExamined").intValue()).as(plan.toJson()).isZero();
        assertThat(explain(sent.getLast()).getDocument("executionStats").getNumber("totalDocsExamined").intValue())
                .isEqualTo(1);
    }

    /** All that are compared with anything, and those of the sort. */
    private static List<String> fields(BsonDocument command) {
        List<String> fields = new ArrayList<>(command.getDocument("sort", new BsonDocument()).keySet());
        collect(command.getDocument("filter"), fields);
        return fields;
    }

    private static void collect(BsonDocument filter, List<String> fields) {
        filter.forEach((field, condition) -> {
            if (condition.isArray() && field.startsWith("$")) {
                condition.asArray().forEach(each -> collect(each.asDocument(), fields));
            } else {
                fields.add(field);
            }
        });
    }

    private BsonDocument explain(BsonDocument find) {
        BsonDocument command = new BsonDocument();
        find.forEach((field, value) -> {
            if (!field.startsWith("$") && !field.equals("lsid") && !field.equals("maxTimeMS")) {
                command.put(field, value);
            }
        });
        return database.getDatabase(name.value()).runCommand(
                new BsonDocument("explain", command).append("verbosity", new BsonString("executionStats")), BsonDocument.class);
    }
}
