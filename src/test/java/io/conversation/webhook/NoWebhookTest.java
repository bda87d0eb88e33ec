package io.conversation.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.conversation.ConversationClient;
import io.conversation.paging.SentCommands;
import io.conversation.session.Session;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class NoWebhookTest {

    private final ConversationClient client = new ConversationClient();

    @Inject
    Post post;

    @Test
    void where_nobody_is_to_be_told_of_anything_there_is_nothing_of_it() {
        client.awaitReady();
        var commands = SentCommands.during(() -> client.complete(client.createFresh("call")).expect(200));
        assertThat(commands).noneMatch(command -> command.toJson().contains("webhooks"));
        assertThat(Session.mongoDatabase().listCollectionNames()).doesNotContain("webhooks");
        assertThat(client.get("/webhooks/deliveries").expect(200).json().get("deliveries")).isEmpty();
        assertThat(client.get("/q/metrics").text()).contains("conversation_webhooks{state=\"failing\"} NaN",
                "conversation_webhooks_age_seconds NaN");
        assertThat(client.get("/console/mode").expect(200).json().get("webhooks").asBoolean()).isFalse();
        assertThat(post.isMade()).as("a client for it").isFalse();
    }
}
