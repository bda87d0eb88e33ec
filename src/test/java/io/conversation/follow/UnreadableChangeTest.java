package io.conversation.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.conversation.ConversationClient;
import io.conversation.fault.Waiting;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** The same, fed by a change stream, where an operation may take no longer than the server would hold an empty answer back. */
@QuarkusTest
@TestProfile(UnreadableChangeTest.ShortTimeout.class)
class UnreadableChangeTest extends UnreadableEventTest {

    public static class ShortTimeout extends ReplicaSetDatabase.Profile {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.put("sessions.database.timeout", "1s");
            return settings;
        }
    }

    ReplicaSetDatabase replicas;

    @Test
    void a_change_stream_is_opened_though_the_timeout_is_short() throws Exception {
        replicas.assumeChangeStreams();
        String session = client.createFresh("short");
        try (EventStream stream = follow(session)) {
            client.append(session, ConversationClient.newEvent("first")).expectCreated();
            stream.await(1);
            Waiting.until("a change stream is read", () -> replicas.proxy().seen("getMore") > 0);
            assertThat(replicas.members().streamsOpened()).isPositive();
        }
    }
}
