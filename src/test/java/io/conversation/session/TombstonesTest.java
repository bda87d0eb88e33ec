package io.conversation.session;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

import org.bson.Document;
import org.junit.jupiter.api.Test;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class TombstonesTest {

    private final ConversationClient client = new ConversationClient();

    @Test
    void creation_of_an_erased_session_is_refused_and_stores_nothing() {
        String id = erased(Duration.ofHours(1));
        client.create(newSession(id)).expectProblem(410, "session-erased");
        client.session(id, "").expectProblem(404, "session-not-found");
    }

    @Test
    void appends_to_an_erased_session_are_refused_and_a_batch_as_a_whole() {
        String id = erased(Duration.ofHours(1));
        client.append(id, newEvent("turn-1")).expectProblem(410, "session-erased");
        client.appendAll(id, Json.array(List.of(newEvent("turn-1"), newEvent("turn-2")))).expectProblem(410, "session-erased");
    }

    @Test
    void a_session_that_never_was_is_not_called_erased() {
        client.append(Fresh.id("call"), newEvent("turn-1")).expectProblem(404, "session-not-found");
    }

    @Test
    void a_tombstone_that_has_expired_counts_as_gone() {
        String id = erased(Duration.ofSeconds(-1));
        client.append(id, newEvent("turn-1")).expectProblem(404, "session-not-found");
        client.create(newSession(id)).expectCreated();
    }

    @Test
    void an_import_refuses_the_erased_session_alone() {
        String erased = erased(Duration.ofHours(1));
        String other = Fresh.id("call");
        String answer = client.importLines(line(erased) + line(other)).text();
        assertThat(answer).contains("session-erased");
        client.session(erased, "").expectProblem(404, "session-not-found");
        client.session(other, "").expect(200);
    }

    private static String line(String sessionId) {
        return newSession(sessionId).put("status", "active").put("startedAt", "2026-01-01T00:00:00Z") + "\n";
    }

    private static String erased(Duration life) {
        String id = Fresh.id("call");
        Session.mongoDatabase().getCollection(Tombstones.COLLECTION)
                .insertOne(new Document("_id", id).append(Tombstones.EXPIRES_AT, Date.from(Instant.now().plus(life))));
        return id;
    }
}
