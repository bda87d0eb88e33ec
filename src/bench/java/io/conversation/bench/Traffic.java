package io.conversation.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;

/** What is sent: events of the size of a spoken turn, and the HTTP/1.1 bytes of requests. */
final class Traffic {

    static final String JSON = "application/json";
    static final String NDJSON = "application/x-ndjson";
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Traffic() {
    }

    static String session(String sessionId) {
        return "{\"sessionId\":\"" + sessionId + "\",\"language\":\"en-US\",\"metadata\":{\"caller\":\"+15550100\"}}";
    }

    static String payload(long number) {
        return String.format(Locale.ROOT, "{\"text\":\"I would like a large latte with oat milk, please, and a croissant.\","
                + "\"confidence\":0.93,\"final\":true,\"turn\":%d,\"words\":13,\"asr\":{\"engine\":\"streaming\",\"ms\":412}}",
                number);
    }

    static String event(String eventId, long number) {
        return "{\"eventId\":\"" + eventId + "\",\"type\":\"user_speech\",\"payload\":" + payload(number)
                + ",\"timestamp\":\"" + START.plusMillis(number) + "\"}";
    }

    /** A JSON array of so many events, the first of which has the number. */
    static String batch(String prefix, long number, int events) {
        StringBuilder batch = new StringBuilder("[");
        for (int i = 0; i < events; i++) {
            batch.append(i == 0 ? "" : ",").append(event(prefix + (number + i), number + i));
        }
        return batch.append(']').toString();
    }

    /** One line of an import. */
    static String conversation(String sessionId, int events) {
        String all = batch("e", 0, events);
        return "{\"sessionId\":\"" + sessionId + "\",\"language\":\"en-US\",\"status\":\"active\",\"startedAt\":\"" + START
                + "\",\"events\":" + all + "}\n";
    }

    static byte[] get(String path) {
        return get(path, "");
    }

    /** @param headers whole lines, with their ends */
    static byte[] get(String path, String headers) {
        return ("GET " + path + " HTTP/1.1\r\nHost: bench\r\n" + headers + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] post(String path, String body) {
        return post(path, "", body);
    }

    /** @param headers whole lines, with their ends */
    static byte[] post(String path, String headers, String body) {
        return ("POST " + path + " HTTP/1.1\r\nHost: bench\r\n" + headers + "Content-Type: " + JSON + "\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8);
    }
}
