package io.conversation.database;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.Json;
import io.conversation.fault.Waiting;
import io.conversation.follow.ReplicaSetDatabase;
import io.conversation.openapi.OpenApiDocument;
import io.conversation.openapi.OpenApiDocument.Operation;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Whatever is asked of a session whose shard is in doubt takes one of the few places, operation by operation. */
@QuarkusTest
@TestProfile(ReplicaSetDatabase.RouterProfile.class)
class LostSessionsTest {

    private static final String LOST = TwoShards.ONE;

    private final ConversationClient client = new ConversationClient();
    private final CountDownLatch back = new CountDownLatch(1);

    @Inject
    Shards shards;

    @Inject
    Doubts doubts;

    @Inject
    Places places;

    ReplicaSetDatabase database;

    private TwoShards two;
    private String lost;
    private String other;

    @BeforeEach
    void lose() throws Exception {
        two = new TwoShards(database, shards);
        lost = two.session(LOST);
        other = two.session(TwoShards.OTHER);
        doubts.failed(Set.of(LOST), System.nanoTime());
        occupy();
    }

    private void occupy() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        for (int i = 0; i < Places.MOST_IN_DOUBT; i++) {
            Thread.startVirtualThread(() -> places.<Void, RuntimeException> at(lost, deadline -> {
                inside.incrementAndGet();
                try {
                    back.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return null;
            }));
        }
        Waiting.until("all places are taken", () -> inside.get() == Places.MOST_IN_DOUBT);
    }

    @AfterEach
    void giveBack() throws Exception {
        back.countDown();
        Waiting.until("it is not doubted any more", () -> {
            client.session(lost, "");
            return doubts.among(Set.of(LOST)).isEmpty();
        });
        two.close();
    }

    /** Appends have lanes, with places of their own. */
    private static Stream<Operation> ofOneSession() {
        return OpenApiDocument.served().operations().stream()
                .filter(operation -> operation.path().contains("{sessionId}") || operation.id().equals("createSession"))
                .filter(operation -> !operation.id().equals("appendEvent"));
    }

    private Answer send(Operation operation, String session) {
        String path = operation.path().replace("{sessionId}", session).replace("{eventId}", "e");
        Object body = switch (operation.id()) {
            case "createSession" -> newSession(session);
            case "appendEvents" -> Json.array(List.of(newEvent("e")));
            default -> null;
        };
        return client.send(operation.method().toUpperCase(), path, body == null ? null : "application/json", body);
    }

    private static void assertRefused(Answer answer, Object of) {
        assertThat(answer.status()).as("%s", of).isEqualTo(503);
        assertThat(answer.json().get("detail").asText()).as("%s", of).contains("does not answer");
    }

    @Test
    void every_operation_on_one_session_is_refused_at_once_where_the_places_are_taken() {
        List<Operation> operations = ofOneSession().toList();
        assertThat(operations).hasSizeGreaterThanOrEqualTo(7);
        operations.forEach(operation -> assertRefused(send(operation, lost), operation));
        assertRefused(client.with("Accept", "application/x-ndjson").events(lost, ""), "a stream of events");
        assertRefused(client.appendAll(lost, Json.array(List.of(Json.object("eventId", "")))), "a batch of what is invalid");
        assertThat(client.send("HEAD", "/sessions/" + lost + "/events/stream", null, null).status()).isEqualTo(503);
    }

    @Test
    void sessions_of_other_shards_are_served() {
        client.append(other, newEvent("e")).expectCreated();
        client.session(other, "").expect(200);
        client.event(other, "e").expect(200);
        client.appendAll(other, Json.array(List.of(newEvent("f")))).expect(207);
        client.complete(other).expect(200);
        client.erase(other).expect(204);
    }
}
