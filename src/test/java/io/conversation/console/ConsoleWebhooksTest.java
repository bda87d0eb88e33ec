package io.conversation.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;

import jakarta.inject.Inject;

import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.mongodb.client.model.Filters;

import io.conversation.ConversationClient;
import io.conversation.StoredConversations;
import io.conversation.database.MovableClock;
import io.conversation.session.Session;
import io.conversation.webhook.Hooked;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** What is stuck of the webhooks, and that it is sent again. */
@QuarkusTest
@BrowserTest
@TestProfile(Hooked.class)
class ConsoleWebhooksTest {

    private final ConversationClient client = new ConversationClient();

    @Inject
    StoredConversations stored;

    @Inject
    MovableClock clock;

    @AfterEach
    void clear() {
        Session.mongoDatabase().getCollection("webhooks").deleteMany(Filters.empty());
    }

    private BsonDocument webhook(String sessionId, String state, int attempts, int status, String failure) {
        Instant now = clock.instant();
        BsonDocument document = new BsonDocument("_id", new BsonObjectId(new ObjectId()))
                .append("sessionId", new BsonString(sessionId)).append("state", new BsonString(state))
                .append("attempts", new BsonInt32(attempts))
                .append("since", time(now.minus(Duration.ofMinutes(40L * attempts))))
                .append("lastAt", time(now.minus(Duration.ofMinutes(5)))).append("lastStatus", new BsonInt32(status))
                .append("lastFailure", new BsonString(failure));
        return state.equals("failing") ? document.append("due", time(now.plus(Duration.ofMinutes(25)))) : document;
    }

    private static BsonDateTime time(Instant at) {
        return new BsonDateTime(at.toEpochMilli());
    }

    @Test
    void what_is_stuck_is_counted_shown_and_sent_again(ConsolePage console) {
        String call = client.createFresh("call");
        stored.store("webhooks", webhook(call, "failing", 3, 503, "status"));
        stored.store("webhooks", webhook("call-9b1c", "failing", 1, 0, "timeout"));
        stored.store("webhooks", webhook("call-<b>0e11", "given-up", 8, 301, "redirect"));
        console.open("");
        assertThat(console.find("#webhooks-open")).hasText("3 webhooks stuck");
        console.find("#webhooks-open").click();
        assertThat(console.find("#webhooks-list tr")).hasCount(3);
        assertThat(console.find("#webhooks-list tr").nth(0)).containsText("answered 503, 3 attempts");
        assertThat(console.find("#webhooks-list tr").nth(1)).containsText("no answer in time, 1 attempt");
        assertThat(console.find("#webhooks-list tr").nth(2))
                .containsText("call-<b>0e11given upredirected with 301, 8 attempts");
        console.screenshot("webhooks");
        console.dark().phone();
        console.screenshot("webhooks-phone");
        console.find("#webhooks-retry").click();
        assertThat(console.find("#toast")).hasText("3 webhooks sent again");
        assertThat(console.find("#webhooks")).isHidden();
        assertThat(Session.mongoDatabase().getCollection("webhooks").countDocuments(Filters.eq("attempts", 8))).isZero();
    }

    @Test
    void a_row_leads_to_its_session_and_where_nothing_is_stuck_nothing_is_shown(ConsolePage console) {
        console.open("");
        assertThat(console.find("#list-end")).isAttached();
        assertThat(console.find("#webhooks-open")).isHidden();
        String call = client.createFresh("call");
        stored.store("webhooks", webhook(call, "failing", 2, 0, "not-connected"));
        console.open("");
        assertThat(console.find("#webhooks-open")).hasText("1 webhook stuck");
        console.find("#webhooks-open").click();
        console.find("#webhooks-list a").click();
        assertThat(console.find("#talk-id")).hasText(call);
        assertThat(console.find("#webhooks")).isHidden();
    }
}
