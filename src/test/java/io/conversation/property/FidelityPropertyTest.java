package io.conversation.property;

import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.StoredConversations;
import io.conversation.json.RandomJson;
import io.conversation.json.RandomJson.Sample;
import io.quarkus.test.junit.QuarkusTest;

/** A client's JSON comes back byte for byte, through the database and by every way out. */
@QuarkusTest
class FidelityPropertyTest {

    private final ConversationClient client = new ConversationClient();

    @Inject
    StoredConversations stored;

    @Test
    void payloads_and_metadata_come_back_the_same_by_page_stream_event_and_export() {
        Seeds.each(25, random -> {
            stored.clear();
            String id = Fresh.id("call");
            Sample metadata = RandomJson.object(random.nextLong());
            Sample payload = RandomJson.object(random.nextLong());
            String session = "{\"metadata\":" + metadata.sent() + ",\"language\":\"en\",\"sessionId\":\"" + id + "\"}";
            String event = "{\"payload\":" + payload.sent() + ",\"type\":\"system\",\"eventId\":\"e\"}";
            assertThat(client.create(session).expectCreated().text()).endsWith("\"metadata\":" + metadata.back() + "}");
            assertThat(client.append(id, event).expectCreated().text())
                    .contains("\"payload\":" + payload.back() + ",\"timestamp\"");
            client.strict().create(session).expectReplayed();
            client.strict().append(id, event).expectReplayed();
            String kept = "\"payload\":" + payload.back() + ",";
            assertThat(client.event(id, "e").expect(200).text()).contains(kept);
            assertThat(client.events(id, "").expect(200).text()).contains(kept);
            assertThat(client.with("Accept", "application/x-ndjson").events(id, "").expect(200).text()).contains(kept);
            assertThat(client.session(id, "").expect(200).text()).contains("\"metadata\":" + metadata.back() + "}", kept);
            assertThat(client.export("")).contains("\"metadata\":" + metadata.back() + ",\"events\":[", kept);
        });
    }

    @Test
    void any_export_imported_into_an_empty_database_exports_the_same() {
        Seeds.each(8, random -> {
            stored.clear();
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < 8; i++) {
                lines.append(conversation(random, i)).append('\n');
            }
            client.imported(lines);
            String export = client.export("");
            stored.clear();
            client.imported(export);
            assertThat(client.export("")).isEqualTo(export);
            var before = stored.everything();
            client.imported(export);
            assertThat(stored.everything()).isEqualTo(before);
        });
    }

    private static String conversation(java.util.Random random, int number) {
        StringBuilder events = new StringBuilder();
        for (int e = random.nextInt(6); e >= 0; e--) {
            events.append("{\"eventId\":\"e").append(e).append("\",\"type\":\"system\",\"payload\":")
                    .append(RandomJson.object(random.nextLong()).sent())
                    .append(random.nextBoolean() ? ",\"timestamp\":\"2026-01-01T00:00:00Z\"" : "")
                    .append(random.nextInt(4) == 0 ? ",\"late\":true" : "").append(e == 0 ? "}" : "},");
        }
        String status = new String[] { "active", "completed", "failed" }[random.nextInt(3)];
        return newSession("s" + number).put("status", status)
                .put("startedAt", "2026-01-0" + (1 + random.nextInt(3)) + "T00:00:00Z")
                .toString().replaceFirst("}$", ",\"metadata\":" + java.util.regex.Matcher.quoteReplacement(
                        RandomJson.object(random.nextLong()).sent()) + ",\"events\":["
                        + java.util.regex.Matcher.quoteReplacement(events.toString()) + "]}");
    }
}
