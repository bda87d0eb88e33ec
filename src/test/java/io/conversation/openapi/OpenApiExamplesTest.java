package io.conversation.openapi;

import static io.conversation.openapi.OpenApiDocument.names;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Stream;

import jakarta.ws.rs.core.MediaType;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.feed.FeedEvents;
import io.conversation.http.Ndjson;
import io.conversation.openapi.OpenApiDocument.Operation;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** Presses every example as Swagger UI would: what has an example or a default is filled in, all else left out. */
@QuarkusTest
class OpenApiExamplesTest {

    /** The stream last: it closes once the session has ended. */
    private static final List<String> STORY = List.of("createSession", "appendEvent", "appendEvents", "listEvents", "getEvent",
            "getSession", "listSessions", "completeSession", "importConversations", "exportConversations", "readFeed",
            "listWebhooks", "retryWebhooks",
            "followEvents");
    /** Of those that never end, the beginning. */
    private static final String ENDLESS = "followFeed";
    /** Last of all: what it takes away cannot be created again for a day. */
    private static final List<String> ERASURE = List.of("eraseSession", "eraseSessions");

    @TestHTTPResource
    String base;

    private OpenApiDocument document;

    @BeforeEach
    void read() {
        document = OpenApiDocument.served();
    }

    @Test
    void every_operation_is_pressed() {
        assertThat(document.operations()).extracting(Operation::id)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(STORY, ERASURE, List.of(ENDLESS)).flatMap(List::stream).toList());
    }

    @Test
    void examples_work_in_the_order_create_append_read_complete_and_again() {
        STORY.forEach(id -> press(operation(id)));
        STORY.forEach(id -> press(operation(id)));
        ERASURE.forEach(id -> press(operation(id)));
        ERASURE.forEach(id -> press(operation(id)));
    }

    @Test
    void the_feed_is_told_as_its_example_has_it() {
        STORY.forEach(id -> press(operation(id)));
        Operation operation = operation(ENDLESS);
        String example = document.response(operation, "200").path("content").path(MediaType.SERVER_SENT_EVENTS)
                .path("examples").iterator().next().path("value").asText();
        try (FeedEvents stream = FeedEvents.of(base, filledIn(operation).replaceFirst("[^?]*", ""), Map.of(), "call-7f3a")) {
            stream.await(3);
            assertThat(stream.lastId()).isNotNull();
            assertThat(stream.told()).contains("created", "turn-004");
        }
        assertThat(example).contains("event: event.stored\ndata: {\"position\":");
    }

    private Operation operation(String id) {
        return document.operations().stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
    }

    private void press(Operation operation) {
        JsonNode success = document.response(operation, operation.statuses().iterator().next()).path("content");
        if (success.isMissingNode()) {
            Answer answer = send(operation, "*/*", null, null);
            assertThat(answer.status()).as("%s: %s", operation, answer).isEqualTo(204);
        }
        for (String accept : names(success)) {
            if (operation.body().isMissingNode()) {
                look(operation, success, accept, send(operation, accept, null, null));
            }
            operation.body().properties().forEach(body -> body.getValue().path("examples").forEach(
                    example -> look(operation, success, accept,
                            send(operation, accept, body.getKey(), example.path("value")))));
        }
    }

    private Answer send(Operation operation, String accept, String contentType, JsonNode body) {
        String content = body == null ? null : body.isTextual() ? body.asText() : body.toString();
        return new ConversationClient().with("Accept", accept).send(operation.method().toUpperCase(Locale.ROOT),
                filledIn(operation), contentType, content);
    }

    private String filledIn(Operation operation) {
        String path = operation.path();
        Map<String, String> query = new LinkedHashMap<>();
        for (JsonNode parameter : document.parameters(operation)) {
            String name = parameter.path("name").asText();
            JsonNode value = parameter.has("example") ? parameter.get("example") : parameter.at("/schema/default");
            if (parameter.path("in").asText().equals("path")) {
                path = path.replace("{" + name + "}", value.asText());
            } else if (value.isValueNode() && !value.isMissingNode()) {
                query.put(name, value.asText());
            } else if (operation.method().equals("delete")) {
                parameter.at("/schema/examples/0").properties()
                        .forEach(member -> query.put(member.getKey(), member.getValue().asText()));
            }
        }
        StringJoiner joined = new StringJoiner("&", path + "?", "").setEmptyValue(path);
        query.forEach((name, value) -> joined.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return joined.toString();
    }

    /** Not only the status is right: the answer has the members that its example has. */
    private void look(Operation operation, JsonNode success, String accept, Answer answer) {
        assertThat(operation.statuses()).as("%s: %s", operation, answer).contains(Integer.toString(answer.status()));
        assertThat(answer.status()).as("%s: %s", operation, answer).isBetween(200, 299);
        assertThat(answer.contentType()).isEqualTo(accept);
        JsonNode example = success.path(accept).path("examples").iterator().next().path("value");
        if (accept.equals(Ndjson.MEDIA_TYPE)) {
            assertThat(answer.lines()).isNotEmpty().allSatisfy(line -> assertThat(line.has("problem")).isFalse());
        } else if (example.isTextual()) {
            assertThat(answer.text()).contains("event: user_speech\ndata: {", "event: session\ndata: {");
        } else {
            assertThat(names(answer.json())).isEqualTo(names(example));
        }
    }
}
