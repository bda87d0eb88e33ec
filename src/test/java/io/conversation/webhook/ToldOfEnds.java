package io.conversation.webhook;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import com.mongodb.client.model.Filters;

import io.conversation.ConversationClient;

/** Who is told of ends where {@link Hooked} has it. */
abstract class ToldOfEnds {

    final ConversationClient client = new ConversationClient();

    TestReceiver receiver;

    @BeforeEach
    void open() throws Exception {
        receiver = Hooked.receiver();
        Hooked.awaitBegin();
    }

    @AfterEach
    void close() {
        receiver.close();
        Deliveries.collection().deleteMany(Filters.empty());
    }
}
