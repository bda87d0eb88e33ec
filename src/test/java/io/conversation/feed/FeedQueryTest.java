package io.conversation.feed;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.conversation.ConversationClient;
import io.quarkus.test.junit.QuarkusTest;

/** What the feed cannot be asked for. */
@QuarkusTest
class FeedQueryTest {

    private final ConversationClient client = new ConversationClient();

    @ParameterizedTest
    @CsvSource({ "limit=0, limit", "limit=x, limit", "wait=-1, wait", "wait=a, wait", "type=none, type", "kind=ended, kind",
            "status=none, status",
            "metadata.none=a, metadata.none", "order=asc, order", "after=start&after=start, after" })
    void a_bad_query_is_refused_by_name(String query, String field) {
        client.get("/feed?" + query).expectViolations(field);
    }

    @ParameterizedTest
    @ValueSource(strings = { "x", "", "START", "AWlVuQShssPU5fYHGAAADx3T0LDo", "AA" })
    void a_position_that_was_not_given_out_is_refused(String position) {
        client.get("/feed?after=" + position).expectProblem(400, "invalid-cursor");
        client.with("Last-Event-ID", position.isEmpty() ? "x" : position).get("/feed/stream")
                .expectProblem(400, "invalid-cursor");
    }
}
