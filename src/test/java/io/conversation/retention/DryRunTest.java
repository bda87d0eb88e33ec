package io.conversation.retention;

import static io.conversation.ConversationClient.newEvent;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import org.bson.BsonDocument;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;

import io.conversation.Logged;
import io.conversation.paging.SentCommands;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(Keeping.DryRun.class)
class DryRunTest extends SweptDatabase {

    @Test
    void a_dry_run_tells_how_many_would_be_ended_and_changes_nothing() {
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

    @Test
    void a_dry_run_tells_how_many_would_be_removed_and_everything_stays_in_sight() {
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
