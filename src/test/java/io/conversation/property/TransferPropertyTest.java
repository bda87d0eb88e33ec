package io.conversation.property;

import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Json;
import io.conversation.StoredConversations;
import io.conversation.json.RandomJson;
import io.quarkus.test.junit.QuarkusTest;

/** Whatever conversation the service accepts can be exported, imported into an empty database, and exported again. */
@QuarkusTest
class TransferPropertyTest {

    private static final int MAX_LINE = 16 * 1024 * 1024;
    /** Values as short as a client can spell them, most of which are written longer, or are longer as BSON. */
    private static final String[] VALUES = { "1e6", "-1e6", "-0", "5e-324", "-12345678901234567e-316", "0", "null", "\"\"",
            "{}",
            "\"\uD83C\uDF75\"", "\"\\u0001\"", "[1e6,1e6,1e6,1e6,1e6,1e6,1e6,1e6]" };
    private static final String[] CHARACTERS = { "x", "\\u0001", "\\\\", "\u00e9", "\uD83C\uDF75", "\\n", "\u2028" };

    private final ConversationClient client = new ConversationClient();

    @Inject
    StoredConversations stored;

    @AfterEach
    void leaveLittleBehind() {
        stored.clear();
    }

    @Test
    void any_conversation_that_is_accepted_survives_export_import_and_export() {
        Seeds.each(2, random -> {
            stored.clear();
            for (int i = 1 + random.nextInt(2); i > 0; i--) {
                store(random, "s" + i);
            }
            String export = client.export("");
            assertThat(export.lines()).allSatisfy(line -> assertThat(bytes(line)).isLessThanOrEqualTo(MAX_LINE));
            stored.clear();
            client.imported(export);
            String again = client.export("");
            assertThat(again.equals(export)).as("the same %d bytes", bytes(export)).isTrue();
        });
    }

    /** A session and some events by any way in; what is refused for its size is left out. */
    private void store(Random random, String id) {
        String metadata = object(random);
        if (bytes(metadata) < 1_000_000) {
            client.create("{\"sessionId\":\"" + id + "\",\"language\":\"en\",\"metadata\":" + metadata + "}").expectCreated();
        } else {
            client.importLines("{\"sessionId\":\"" + id + "\",\"language\":\"en\",\"metadata\":" + metadata + "}").expect(200);
            client.create(newSession(id).put("language", "en"));
        }
        for (int i = random.nextInt(5); i > 0; i--) {
            append(random, id, i);
        }
        if (random.nextBoolean()) {
            client.complete(id, Json.object("status", random.nextBoolean() ? "completed" : "failed")).expect(200);
            append(random, id, 9);
        }
    }

    private void append(Random random, String session, int number) {
        List<String> events = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            events.add("{\"eventId\":\"e" + number + "." + i + "\",\"type\":\"system\",\"payload\":" + object(random) + "}");
        }
        String line = "{\"sessionId\":\"" + session + "\",\"language\":\"en\",\"events\":[" + String.join(",", events) + "]}";
        for (String event : events) {
            Answer answer = bytes(event) <= 1024 * 1024 ? client.append(session, event)
                    : client.appendAll(session, "[" + event + "]");
            assertThat(answer.status()).isIn(201, 207, 413);
        }
        client.importLines(line).expect(200);
    }

    /** Of any size up to that of a line, much more often a small one. */
    private static String object(Random random) {
        int size = random.nextInt(3) > 0 ? random.nextInt(2_000)
                : MAX_LINE / (1 << random.nextInt(8)) - 120 - random.nextInt(80);
        String values = values(random, random.nextInt(size + 1));
        int room = Math.max(0, size - bytes(values) - 20);
        String character = CHARACTERS[random.nextInt(CHARACTERS.length)];
        return "{\"r\":" + RandomJson.object(random.nextLong()).sent() + ",\"v\":" + values + ",\"t\":\""
                + character.repeat(room / bytes(character)) + "\"}";
    }

    private static String values(Random random, int size) {
        StringBuilder values = new StringBuilder("[");
        String value = VALUES[random.nextInt(VALUES.length)];
        int each = bytes(value) + 1;
        for (int i = 0; i < size / each; i++) {
            values.append(i == 0 ? "" : ",").append(value);
        }
        return values.append(']').toString();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
