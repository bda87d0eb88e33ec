package io.conversation.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.Answer;
import io.conversation.ConversationClient;

/** Reads the feed page by page, each from the position that the one before gave, and keeps what is of some sessions. */
final class FeedClient {

    private final ConversationClient client;
    private final String query;
    private final Set<String> sessions;
    private final List<JsonNode> items = new ArrayList<>();
    private String position;

    /** @param after null for now */
    FeedClient(ConversationClient client, String after, String query, Set<String> sessions) {
        this.client = client;
        this.query = query;
        this.sessions = sessions;
        this.position = after;
        if (after == null) {
            position = next(page(client, null, query));
        }
    }

    static Answer page(ConversationClient client, String after, String query) {
        return client.get("/feed?" + (after == null ? "" : "after=" + after + "&") + query).expect(200);
    }

    static String next(Answer page) {
        String next = page.header("Next-Position");
        assertThat(page.header("Link")).startsWith("</feed?").endsWith("after=" + next + ">; rel=\"next\"");
        return next;
    }

    /** One page more; false when it was empty. */
    boolean read() {
        Answer page = page(client, position, query);
        position = next(page);
        List<JsonNode> lines = page.lines();
        lines.stream().filter(item -> sessions.contains(item.get("sessionId").asText())).forEach(items::add);
        return !lines.isEmpty();
    }

    /** Until nothing more is there. */
    FeedClient readAll() {
        while (read()) {
            assertThat(items).as("it comes to an end").hasSizeLessThan(1_000_000);
        }
        return this;
    }

    String position() {
        return position;
    }

    List<JsonNode> items() {
        return items;
    }

    /** Of each what it is about. */
    List<String> told() {
        return items.stream().map(FeedClient::told).toList();
    }

    static String told(JsonNode item) {
        return switch (item.get("kind").asText()) {
            case "event.stored" -> item.at("/event/eventId").asText();
            case "session.created" -> "created";
            case "session.ended" -> "ended";
            default -> throw new AssertionError(item.toString());
        };
    }
}
