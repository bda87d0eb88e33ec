package io.conversation.follow;

import static org.assertj.core.api.Assertions.assertThat;

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

    private final ConversationClient client = new ConversationClient();

    @TestHTTPResource
    String base;

    ReplicaSetDatabase database;

    @Test
    void streams_are_fed_by_polling_instead() throws Exception {
        String session = client.createFresh("refused");
        try (EventStream stream = EventStream.of(base.replaceAll("/$", ""), session, null)) {
            for (String id : new String[] { "a", "b", "c" }) {
                client.append(session, ConversationClient.newEvent(id)).expectCreated();
            }
            assertThat(stream.await(3)).containsExactly("a", "b", "c");
            Waiting.until("a change stream was asked for", () -> database.proxy().seen("aggregate") > 0);
            // Longer than what is between one try and the next.
            stream.awaitAnotherSecond();
            client.append(session, ConversationClient.newEvent("d")).expectCreated();
            assertThat(stream.await(4)).containsExactly("a", "b", "c", "d");
            assertThat(database.proxy().seen("aggregate")).as("it was tried once, and not again").isEqualTo(1);
        }
    }
}
