package io.conversation.event;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.mongodb.ExplainVerbosity;
import com.mongodb.client.model.Filters;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.StoredConversations;
import io.conversation.paging.Order;
import io.conversation.paging.Position;
import io.quarkus.test.junit.QuarkusTest;

/** A page deep in a session costs what the first costs. */
@QuarkusTest
class PageCostTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int EVENTS = 2000;
    private static final int LIMIT = 10;

    private final String id = Fresh.id("call");

    @Inject
    StoredConversations stored;

    @BeforeEach
    void manyEvents() {
        stored.onlyOnRealMongo("does not explain how it finds what it finds");
        List<?> events = IntStream.range(0, EVENTS).mapToObj(i -> newEvent("e" + i, START.plusMillis(i).toString())).toList();
        new ConversationClient().imported(newSession(id).set("events", Json.object("all", events).get("all")) + "\n");
    }

    @ParameterizedTest
    @EnumSource
    void a_page_in_the_middle_reads_the_index_from_there_and_sorts_nothing(Order order) {
        Position middle = new Position(START.plusMillis(EVENTS / 2), new ObjectId());
        Document plan = Event.<Event> mongoCollection()
                .find(Filters.and(Filters.eq("sessionId", id), order.after("timestamp", middle)))
                .sort(order.sort("timestamp")).limit(LIMIT).explain(ExplainVerbosity.EXECUTION_STATS);
        Document statistics = plan.get("executionStats", Document.class);
        assertThat(statistics.getInteger("nReturned")).isEqualTo(LIMIT);
        assertThat(statistics.getInteger("totalDocsExamined")).isLessThanOrEqualTo(LIMIT + 2);
        assertThat(plan.get("queryPlanner", Document.class).get("winningPlan", Document.class).toJson())
                .contains("IXSCAN").doesNotContain("\"SORT\"", "COLLSCAN");
    }
}
