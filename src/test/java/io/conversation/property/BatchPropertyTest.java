package io.conversation.property;

import static io.conversation.ConversationClient.newEvent;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.ConversationClient;
import io.conversation.Json;
import io.conversation.json.RandomJson;
import io.quarkus.test.junit.QuarkusTest;

/** Events sent together have the same outcomes however they are sent, and a bad one holds back no other. */
@QuarkusTest
class BatchPropertyTest {

    /** What stands in the place of a payload, in ISO 8859-1: what is no UTF-8 can be written down. */
    private static final List<String> BAD_PAYLOADS = List.of("{\"a\":1,\"a\":2}", "{\"a\":{\"b\":1,\"\\u0062\":2}}", "NaN",
            "{\"a\":NaN}",
            "{\"a\":[Infinity,-Infinity]}", "{\"a\":\"\\ud83c\"}", "{\"\\udf75\":1}", "{\"a\\u0000\":1}", Json.nested(65),
            Json.nested(5_000),
            "[".repeat(20_000) + "]".repeat(20_000), "{\"a\":1e400}", "{\"a\":1e-400}", "{\"a\":9223372036854775808}",
            "{\"a\":01}",
            "{\"a\":1.}", "{\"a\":.5}", "{\"a\":+1}", "{\"a\":0x1F}", "{\"a\":\"\\x41\"}", "{\"a\":\"\\u12\"}",
            "{\"a\":\"\u0001\"}",
            "{\"a\":\"\u00ff\u00fe\"}", "{\"a\":\"\u00c0\u0080\"}", "{\"a\":\"\u00ed\u00a0\u00bc\"}", "{a:1}", "{'a':1}",
            "{\"a\" 1}", "{\"a\":1,}",
            "{\"a\":[1 2]}", "{\"a\":tru}", "{\"a\":None}", "{,}", "1", "\"text\"", "null", "true", "[]", "[{}]", "\"]},{\"");

    private static final List<String> BAD_EVENTS = List.of("1", "NaN", "-Infinity", "null", "\"{\"", "[]", "[[{}]]", "{}",
            "tru", "undefined", "{,}",
            "{\"eventId\":\"a\",\"eventId\":\"b\"}", "{\"eventId\":{},\"type\":[]}", "{\"\u00ff\":1}",
            "{\"eventId\":\".\",\"more\":1}");

    private final ConversationClient client = new ConversationClient();

    @Test
    void an_array_lines_and_an_import_have_the_same_outcomes() {
        Seeds.each(20, random -> {
            List<String> events = new ArrayList<>();
            List<String> good = new ArrayList<>();
            for (int i = 1 + random.nextInt(12); i > 0; i--) {
                boolean bad = random.nextInt(3) == 0;
                events.add(bad ? bad(random, i) : good(random, i));
                if (!bad) {
                    good.add("e" + i);
                }
            }
            String array = client.createFresh("array");
            String lines = client.createFresh("lines");
            JsonNode ofArray = batch(array, "application/json", "[" + joined(events, random, ",") + "]");
            JsonNode ofLines = batch(lines, "application/x-ndjson", String.join("\n", events));
            assertThat(withoutPlaces(ofArray)).isEqualTo(withoutPlaces(ofLines));
            assertThat(ofArray.get("created").asInt()).isEqualTo(good.size());
            assertThat(ofArray.get("failed").asInt()).isEqualTo(events.size() - good.size());
            assertThat(Json.texts(client.streamed(array, ""), "eventId")).isEqualTo(good);
            assertThat(Json.texts(client.streamed(lines, ""), "eventId")).isEqualTo(good);
            assertImports(events, good, random);
        });
    }

    private void assertImports(List<String> events, List<String> good, Random random) {
        String id = client.createFresh("import");
        String line = "{\"events\":[" + joined(events, random, ",").replaceAll("\\s", " ")
                + "],\"language\":\"en-US\",\"sessionId\":\"" + id
                + "\",\"status\":\"completed\"}\n";
        JsonNode result = client.importLines(line.getBytes(StandardCharsets.ISO_8859_1)).expect(200).lines().getFirst();
        assertThat(result.get("created").asInt()).isEqualTo(good.size());
        assertThat(result.get("failed").asInt()).isEqualTo(events.size() - good.size());
        assertThat(result.has("problem")).isEqualTo(good.size() < events.size());
        assertThat(Json.texts(client.streamed(id, ""), "eventId")).isEqualTo(good);
        assertThat(client.storedSession(id).get("status").asText()).isEqualTo("completed");
    }

    private JsonNode batch(String id, String type, String body) {
        return client.send("POST", "/sessions/" + id + "/events/batch", type, body.getBytes(StandardCharsets.ISO_8859_1))
                .expect(207).json();
    }

    /** In an array they are counted in the whole of it, in a line from its start. */
    private static String withoutPlaces(JsonNode result) {
        return result.toString().replaceAll(" \\(line \\d+, column \\d+\\)", "");
    }

    private static String joined(List<String> events, Random random, String separator) {
        StringBuilder joined = new StringBuilder();
        for (String event : events) {
            joined.append(joined.isEmpty() ? "" : separator).append(blank(random)).append(event).append(blank(random));
        }
        return joined.toString();
    }

    private static String blank(Random random) {
        return new String[] { "", " ", "\n", "\r\n\t" }[random.nextInt(4)];
    }

    /** The bytes of UTF-8, a character each. */
    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String good(Random random, int number) {
        return bytes("{\"eventId\":\"e" + number + "\",\"type\":\"system\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"payload\":"
                + RandomJson.object(random.nextLong()).sent() + "}");
    }

    private static String bad(Random random, int number) {
        return random.nextInt(4) == 0 ? BAD_EVENTS.get(random.nextInt(BAD_EVENTS.size()))
                : newEvent("bad" + number).toString().replace("{\"text\":\"a latte, please\"}",
                        BAD_PAYLOADS.get(random.nextInt(BAD_PAYLOADS.size())));
    }

    @Test
    void each_fault_is_the_fault_of_its_event_alone() {
        for (String payload : BAD_PAYLOADS) {
            List<String> events = List.of(newEvent("e0").toString(),
                    newEvent("bad").toString().replace("{\"text\":\"a latte, please\"}", payload), newEvent("e1").toString());
            for (String type : List.of("application/json", "application/x-ndjson")) {
                String body = type.equals("application/json") ? "[" + String.join(",", events) + "]"
                        : String.join("\n", events);
                JsonNode result = batch(client.createFresh("bad"), type, body);
                assertThat(Json.texts(result.get("results"), "status")).as(payload).containsExactly("201", "400", "201");
            }
        }
    }
}
