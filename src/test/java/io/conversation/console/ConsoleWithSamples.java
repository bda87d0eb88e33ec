package io.conversation.console;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;

import io.conversation.ConversationClient;
import io.conversation.StoredConversations;

/** Tests of the console on the sample conversations and nothing else. */
abstract class ConsoleWithSamples {

    final ConversationClient client = new ConversationClient();

    @Inject
    StoredConversations stored;

    @BeforeEach
    void samples() {
        stored.clear();
        client.imported(SampleConversations.ofTheLastDays());
    }
}
