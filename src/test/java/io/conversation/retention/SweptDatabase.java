package io.conversation.retention;

import static io.conversation.ConversationClient.newSession;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.StoredConversations;
import io.conversation.database.MovableClock;
import io.conversation.telemetry.Meters;

/** A service whose clock the test moves, and whose sweeps are the test's own; empty at the beginning of each. */
abstract class SweptDatabase {

    final ConversationClient client = new ConversationClient();

    @Inject
    Sweeps sweeps;

    @Inject
    MovableClock clock;

    @Inject
    StoredConversations stored;

    @Inject
    Meters meters;

    @BeforeEach
    void anEmptyDatabase() {
        client.untilAvailable(() -> client.create(newSession(Fresh.id("first")))).expectCreated();
        stored.clear();
    }
}
