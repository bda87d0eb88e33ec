package io.conversation.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.conversation.ConversationClient;
import io.conversation.Json;

/** Conversations to look at. */
final class SampleConversations {

    /** When the samples were written down; they are moved so that this is now. */
    private static final Instant THEN = Instant.parse("2026-05-08T18:00:00Z");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");

    private SampleConversations() {
    }

    /** Calls and chats of the last days, two of them still going on, as lines to import. */
    static String ofTheLastDays() {
        Duration since = Duration.between(THEN, Instant.now());
        try (InputStream in = SampleConversations.class.getResourceAsStream("/console/conversations.ndjson")) {
            String lines = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return TIME.matcher(lines).replaceAll(time -> Instant.parse(time.group()).plus(since).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sessions s000, s001, …, a minute apart, the newest last; every third is in German, every fifth failed. */
    static String many(int count) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            Instant start = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(60L * i);
            ObjectNode session = Json.object("sessionId", "s%03d".formatted(i), "language", i % 3 == 0 ? "de" : "en-US",
                    "startedAt", start.toString(), "status", i % 5 == 0 ? "failed" : "completed",
                    "endedAt", start.plusSeconds(30).toString());
            session.putArray("events");
            lines.append(session).append('\n');
        }
        return lines.toString();
    }

    /** One session of so many events, about two seconds apart, with texts of very different length. */
    static String endless(String sessionId, int count) {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        ObjectNode session = Json.object("sessionId", sessionId, "language", "en-US", "startedAt", start.toString(),
                "status", "completed", "endedAt", start.plusSeconds(2L * count).toString());
        ArrayNode events = session.putArray("events");
        for (int i = 0; i < count; i++) {
            ObjectNode payload = i % 4 == 3
                    ? Json.object("kind", "tool_call", "tool", "look_up", "arguments", Json.object("n", i))
                    : Json.object("text", "Event " + i + ", and words".repeat(ThreadLocalRandom.current().nextInt(20)),
                            "durationMs", 1_200);
            events.add(Json.object("eventId", "e" + i, "type",
                    i % 4 == 3 ? "system" : i % 2 == 0 ? "user_speech" : "bot_speech", "timestamp",
                    start.plusMillis(2_000L * i).toString(), "payload", payload));
        }
        return session.toString();
    }

    static ObjectNode speech(String eventId, String type, String text) {
        return ConversationClient.newEvent(eventId).put("type", type).set("payload",
                Json.object("text", text, "durationMs", 400));
    }
}
