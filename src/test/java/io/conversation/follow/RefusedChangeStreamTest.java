package io.conversation.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;

import io.conversation.ConversationClient;
import io.conversation.fault.Waiting;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** A user who may not open change streams is followed by polling. */
@QuarkusTest
@TestProfile(ReplicaSetDatabase.RefusingProfile.class)
class RefusedChangeStreamTest {

    private static final long HALF_A_SECOND = 500_000_000;

    private final ConversationClient client = new ConversationClient();

    @TestHTTPResource
    String base;

    ReplicaSetDatabase database;

    @Test
    void streams_are_fed_by_polling_instead() throws Exception {
        database.assumeRefusing();
        database.assumeChangeStreams();
        String session = client.createFresh("refused");
        Waiting.until("the indexes stand", () -> client.get("/q/health/ready").status() == 200);
        // How far they have come is asked by the same command.
        long asked = database.proxy().seen("aggregate");
        try (EventStream stream = EventStream.of(base.replaceAll("/$", ""), session, null)) {
            for (String id : new String[] { "a", "b", "c" }) {
                client.append(session, ConversationClient.newEvent(id)).expectCreated();
            }
            assertThat(stream.await(3)).containsExactly("a", "b", "c");
            Waiting.until("a change stream was asked for", () -> database.proxy().seen("aggregate") > asked);
            Waiting.until("it is told that it is refused",
                    () -> client.get("/q/metrics").text().contains("conversation_stream_refused 1.0"));
            // Longer than what is between one try and the next.
            stream.awaitAnotherSecond();
            client.append(session, ConversationClient.newEvent("d")).expectCreated();
            assertThat(stream.await(4)).containsExactly("a", "b", "c", "d");
            assertThat(database.proxy().seen("aggregate")).as("it was tried once, and not again").isEqualTo(asked + 1);
        }
        // Rights may have been given meanwhile: whoever comes first again has it tried again.
        Waiting.until("nobody follows and nobody looks", () -> {
            long looks = database.proxy().seen("find");
            LockSupport.parkNanos(HALF_A_SECOND);
            return client.get("/q/metrics").text().contains("followers 0.0") && database.proxy().seen("find") == looks;
        });
        try (EventStream again = EventStream.of(base.replaceAll("/$", ""), session, null)) {
            assertThat(again.await(4)).containsExactly("a", "b", "c", "d");
            Waiting.until("a change stream was asked for again", () -> database.proxy().seen("aggregate") == asked + 2);
        }
    }
}
