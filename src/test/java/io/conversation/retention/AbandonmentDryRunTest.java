package io.conversation.retention;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import jakarta.inject.Inject;

import org.bson.BsonDocument;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Logged;
import io.conversation.StoredConversations;
import io.conversation.database.MovableClock;
import io.conversation.paging.SentCommands;
import io.conversation.telemetry.Meters;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(Abandoning.DryRun.class)
class AbandonmentDryRunTest {

    private final ConversationClient client = new ConversationClient();

    @Inject
    Sweeps sweeps;

    @Inject
    MovableClock clock;

    @Inject
    StoredConversations stored;

    @Inject
    Meters meters;

    @Test
    void a_dry_run_tells_how_many_would_be_ended_and_changes_nothing() {
        client.untilAvailable(() -> client.create(newSession(Fresh.id("first")))).expectCreated();
        stored.clear();
        client.createFresh("call");
        client.append(client.createFresh("call"), newEvent("e1")).expectCreated();
        clock.pass(Duration.ofMinutes(59));
        client.append(client.createFresh("call"), newEvent("e1")).expectCreated();
        clock.pass(Duration.ofMinutes(2));
        List<BsonDocument> before = stored.everything();
        double wouldBefore = meters.sweepWouldAbandon.count();
        List<BsonDocument> sent;
        try (Logged logged = Logged.everythingFrom(Level.INFO)) {
            sent = SentCommands.during(sweeps::sweep);
            assertThat(logged.messages())
                    .contains("Dry run: 2 of 2 open sessions would be ended as failed, as nothing has come for PT1H");
        }
        assertThat(stored.everything()).isEqualTo(before);
        assertThat(sent).noneMatch(command -> command.containsKey("update") || command.containsKey("findAndModify"));
        assertThat(meters.sweepWouldAbandon.count() - wouldBefore).isEqualTo(2);
        assertThat(meters.sessionsAbandoned.count()).isZero();
    }
}
