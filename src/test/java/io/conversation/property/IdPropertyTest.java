package io.conversation.property;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.RawHttp;
import io.conversation.StoredConversations;
import io.conversation.follow.EventStream;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** Whatever id a client has chosen, it is one session and one event by every way in and out, however a path spells it. */
@QuarkusTest
class IdPropertyTest {

    private static final String MARKS = "-._~!$&'()*+,;=:@|";
    private static final String LETTERS = "aZ09";
    private static final String JSON = "application/json";
    private static final Pattern NEXT = Pattern.compile("<([^<>;,]+)>; rel=\"next\"");

    private final ConversationClient client = new ConversationClient();

    @Inject
    StoredConversations stored;

    @TestHTTPResource
    String base;

    @Test
    void any_id_is_the_same_by_every_way_and_spelling() {
        Seeds.each(20, random -> {
            stored.clear();
            String id = id(random, 1 + random.nextInt(random.nextInt(4) == 0 ? 128 : 12));
            List<String> eventIds = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                eventIds.add(id(random, 1 + random.nextInt(11)) + i);
            }
            createAndAppend(id, eventIds, random);
            assertReads(id, eventIds, random);
            assertFollows(id, eventIds, random);
            assertComesBack(id, eventIds, random);
        });
    }

    @Test
    void each_mark_may_be_sent_as_it_is_in_every_path() {
        for (char mark : MARKS.replace("|", "").toCharArray()) {
            String id = Fresh.id("call") + mark + "b";
            String eventId = (mark == '.' ? "a" : "") + mark;
            client.create(newSession(id)).expectCreated();
            client.create(newSession(id.substring(0, id.length() - 2))).expectCreated();
            String path = "/sessions/" + id;
            RawHttp.post(path + "/events", JSON, newEvent(eventId)).expectCreated();
            RawHttp.post(path + "/events", JSON, newEvent(eventId)).expectReplayed();
            RawHttp.post(path + "/events/batch", JSON, Json.array(List.of(newEvent("b" + mark)))).expect(207);
            assertThat(RawHttp.get(path + "/events/" + eventId).expect(200).field("eventId")).isEqualTo(eventId);
            assertThat(RawHttp.get(path + "/events?type=user_speech").expect(200).json().get("events")).hasSize(2);
            assertThat(RawHttp.get(path).expect(200).json().at("/session/sessionId").asText()).isEqualTo(id);
            RawHttp.send("HEAD " + path + "/events/stream HTTP/1.1", new byte[0]).expect(200);
            assertThat(RawHttp.post(path + "/complete", JSON, "{}").expect(200).field("sessionId")).isEqualTo(id);
            assertThat(stored.events(id)).isEqualTo(2);
        }
    }

    private void createAndAppend(String id, List<String> eventIds, Random random) {
        Answer created = client.create(newSession(id)).expectCreated();
        assertThat(RawHttp.get(created.header("Location")).expect(200).json().get("session")).isEqualTo(created.json());
        for (String eventId : eventIds.subList(0, 3)) {
            Answer appended = RawHttp.post(spelled(random, id) + "/events", JSON, event(eventId)).expectCreated();
            assertThat(RawHttp.get(appended.header("Location")).expect(200).text()).isEqualTo(appended.text());
            RawHttp.post(spelled(random, id) + "/events", JSON, event(eventId).put("sessionId", id)).expectReplayed();
        }
        List<ObjectNode> rest = eventIds.subList(2, 5).stream().map(IdPropertyTest::event).toList();
        Answer batch = RawHttp.post(spelled(random, id) + "/events/batch", JSON, Json.array(rest)).expect(207);
        assertThat(Json.texts(batch.json().get("results"), "status")).containsExactly("200", "201", "201");
        assertThat(Json.texts(batch.json().get("results"), "eventId")).isEqualTo(eventIds.subList(2, 5));
        assertThat(stored.sessions()).isEqualTo(1);
        assertThat(stored.events(id)).isEqualTo(5);
    }

    private void assertReads(String id, List<String> eventIds, Random random) {
        for (String eventId : eventIds) {
            assertThat(RawHttp.get(spelled(random, id) + "/events/" + segment(random, eventId)).expect(200).field("eventId"))
                    .isEqualTo(eventId);
        }
        for (String list : List.of("", "/events")) {
            List<String> read = new ArrayList<>();
            String next = spelled(random, id) + list + "?limit=2";
            while (next != null) {
                Answer page = RawHttp.get(next).expect(200);
                read.addAll(Json.texts(page.json().get("events"), "eventId"));
                Matcher link = NEXT.matcher(page.header("Link") == null ? "" : page.header("Link"));
                assertThat(link.matches()).isEqualTo(page.json().at("/pagination/hasMore").asBoolean());
                String cursor = page.json().at("/pagination/nextCursor").asText();
                next = !link.matches() ? null
                        : random.nextBoolean() ? link.group(1) : spelled(random, id) + list + "?limit=2&cursor=" + cursor;
            }
            assertThat(read).isEqualTo(eventIds);
        }
    }

    private void assertFollows(String id, List<String> eventIds, Random random) {
        String server = base.replaceAll("/$", "");
        String position;
        try (EventStream stream = EventStream.of(server, segment(random, id), null)) {
            assertThat(stream.await(5)).isEqualTo(eventIds);
            position = stream.lastId();
        }
        try (EventStream stream = EventStream.of(server, segment(random, id), position)) {
            RawHttp.post(spelled(random, id) + "/events", JSON, event("new")).expectCreated();
            for (int told = 1; !stream.eventIds().contains("new"); told++) {
                stream.await(told);
            }
        }
    }

    private void assertComesBack(String id, List<String> eventIds, Random random) {
        Answer ended = RawHttp.post(spelled(random, id) + "/complete", JSON, "{}").expect(200);
        assertThat(ended.field("sessionId")).isEqualTo(id);
        String export = client.export("");
        assertThat(Json.texts(Json.lines(export), "sessionId")).containsExactly(id);
        stored.clear();
        client.imported(export);
        assertThat(client.export("")).isEqualTo(export);
        assertThat(RawHttp.get(spelled(random, id)).expect(200).json().get("session")).isEqualTo(ended.json());
        List<String> all = new ArrayList<>(eventIds);
        all.add("new");
        assertThat(Json.texts(Json.lines(export).getFirst().get("events"), "eventId")).isEqualTo(all);
    }

    private static ObjectNode event(String eventId) {
        return newEvent(eventId, "2026-01-01T00:00:00Z");
    }

    private static String id(Random random, int length) {
        StringBuilder id = new StringBuilder();
        while (id.length() < length) {
            String from = random.nextInt(4) == 0 ? LETTERS : MARKS;
            char c = from.charAt(random.nextInt(from.length()));
            id.append(id.isEmpty() && c == '.' ? '_' : c);
        }
        return id.toString();
    }

    private static String spelled(Random random, String id) {
        return "/sessions/" + segment(random, id);
    }

    /** As it is, percent-encoded, or some of each. */
    private static String segment(Random random, String id) {
        int encoded = random.nextInt(3);
        StringBuilder segment = new StringBuilder();
        for (byte b : id.getBytes(StandardCharsets.US_ASCII)) {
            boolean plain = b != '|' && (encoded == 0 || encoded == 1 && random.nextBoolean());
            segment.append(plain ? String.valueOf((char) b) : String.format(random.nextBoolean() ? "%%%02x" : "%%%02X", b));
        }
        return segment.toString();
    }
}
