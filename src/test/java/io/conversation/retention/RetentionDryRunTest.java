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
import io.conversation.telemetry.Meters;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(Keeping.DryRun.class)
class RetentionDryRunTest {

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
    void a_dry_run_tells_how_many_would_be_removed_and_everything_stays_in_sight() {
        client.untilAvailable(() -> client.create(newSession(Fresh.id("first")))).expectCreated();
        stored.clear();
        String past = client.createFresh("call");
        client.append(past, newEvent("e1")).expectCreated();
        client.complete(past).expect(200);
        client.complete(client.createFresh("call")).expect(200);
        client.createFresh("open");
        clock.pass(Duration.ofDays(31));
        List<BsonDocument> before = stored.everything();
        double wouldBefore = meters.sweepWouldRemove.count();
        try (Logged logged = Logged.everythingFrom(Level.INFO)) {
            sweeps.sweep();
            assertThat(logged.messages())
                    .contains("Dry run: 2 sessions would be removed with their events, PT720H after their end");
        }
        assertThat(stored.everything()).isEqualTo(before);
        assertThat(meters.sweepWouldRemove.count() - wouldBefore).isEqualTo(2);
        assertThat(meters.sessionsExpired.count()).isZero();
        client.session(past, "").expect(200);
        client.append(past, newEvent("late")).expectCreated();
        assertThat(client.allPages("/sessions", "?limit=5", "sessions")).hasSize(3);
    }
}
