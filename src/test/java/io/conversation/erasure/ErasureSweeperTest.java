package io.conversation.erasure;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;

import jakarta.inject.Inject;

import org.bson.BsonDocument;
import org.bson.BsonObjectId;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.conversation.ConversationClient;
import io.conversation.Logged;
import io.conversation.OneShard;
import io.conversation.OneShard.Everywhere;
import io.conversation.StoredConversations;
import io.conversation.database.Deadlines;
import io.conversation.database.MovableClock;
import io.conversation.paging.SentCommands;
import io.conversation.problem.ProblemException;
import io.conversation.tenant.Tenant;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** What becomes of an erasure after its request: it is gone on with, looked at again, and its tombstone has its time. */
@QuarkusTest
@TestProfile(ErasureClock.class)
class ErasureSweeperTest {

    private static final Duration LIFE = Duration.ofHours(24);

    private final ConversationClient client = new ConversationClient();

    @Inject
    StoredConversations stored;

    @Inject
    ErasureSweeper sweeper;

    @Inject
    Eraser eraser;

    @Inject
    Deadlines deadlines;

    @Inject
    MovableClock clock;

    @BeforeEach
    @AfterEach
    void atItsTime() {
        clock.ahead(Duration.ZERO);
        stored.clear();
    }

    private String conversation(int events) {
        String id = client.createFresh("call");
        for (int i = 0; i < events; i++) {
            client.append(id, newEvent("e" + i)).expectCreated();
        }
        return id;
    }

    /** As whoever looked the session up before its erasure may have written it only now. */
    private void writeLate(BsonDocument event) {
        stored.store("events", event.append("_id", new BsonObjectId(new ObjectId())));
    }

    private static BsonDocument event(List<BsonDocument> everything) {
        return everything.stream().filter(document -> document.containsKey("eventId")).findFirst().orElseThrow().clone();
    }

    @Test
    void what_a_writer_brings_after_the_answer_is_found_and_nobody_sees_it_meanwhile() {
        String id = conversation(1);
        BsonDocument event = event(stored.everything(id));
        client.erase(id).expect(204);
        writeLate(event);
        client.event(id, "e0").expectProblem(404, "session-not-found");
        client.events(id, "").expectProblem(404, "session-not-found");
        clock.ahead(deadlines.unsettled().plusSeconds(1));
        try (Logged logged = Logged.everythingFrom(Level.INFO)) {
            sweeper.sweep();
            assertThat(logged.messages()).contains("Erased what was left of a session");
            assertThat(logged.whole()).noneMatch(entry -> entry.contains(id));
        }
        assertThat(stored.everything(id)).isEmpty();
        assertThat(stored.tombstone(id).containsKey("expiresAt")).as("found something: another look is due").isFalse();
        clock.ahead(deadlines.unsettled().plusSeconds(1).multipliedBy(2));
        sweeper.sweep();
        assertThat(stored.tombstone(id).containsKey("nextAt")).isFalse();
        assertThat(stored.tombstone(id).containsKey("expiresAt")).isTrue();
    }

    @Test
    void every_shard_is_asked_what_is_due_and_then_one_for_each_session() {
        String id = conversation(2);
        eraser.begin(Tenant.NONE.id(id));
        clock.ahead(deadlines.unsettled().plusSeconds(1));
        OneShard.assertAsked(SentCommands.during(sweeper::sweep), Everywhere.DUE);
        assertThat(stored.everything(id)).isEmpty();
    }

    @Test
    void no_tombstone_is_done_with_before_a_write_could_have_been_seen() {
        String id = conversation(0);
        client.erase(id).expect(204);
        clock.ahead(deadlines.unsettled().minusSeconds(5));
        sweeper.sweep();
        assertThat(stored.tombstone(id).containsKey("expiresAt")).isFalse();
        assertThat(stored.tombstone(id).containsKey("nextAt")).isTrue();
    }

    @Test
    void an_erasure_that_was_broken_off_is_gone_on_with() {
        String id = conversation(3);
        AtomicInteger steps = new AtomicInteger();
        assertThat(org.assertj.core.api.Assertions
                .catchThrowable(() -> eraser.erase(Tenant.NONE.id(id), () -> steps.incrementAndGet() > 1)))
                .isInstanceOf(ProblemException.class);
        String late = conversation(2);
        assertThat(stored.sessions(id)).isEqualTo(1);
        client.session(id, "").expectProblem(404, "session-not-found");
        sweeper.sweep();
        assertThat(stored.everything(id)).as("whoever gave it up has said so").isEmpty();
        assertThat(stored.events(late)).isEqualTo(2);
    }

    @Test
    void an_erasure_that_somebody_may_still_be_at_is_left_alone_until_he_is_silent_for_long() {
        String id = conversation(3);
        eraser.begin(Tenant.NONE.id(id));
        sweeper.sweep();
        assertThat(stored.events(id)).isEqualTo(3);
        clock.ahead(deadlines.unsettled().plusSeconds(1));
        sweeper.sweep();
        assertThat(stored.everything(id)).isEmpty();
    }

    @Test
    void a_session_that_was_created_when_its_tombstone_was_not_seen_yet_goes_as_well() {
        String id = conversation(1);
        List<BsonDocument> everything = stored.everything(id);
        client.erase(id).expect(204);
        stored.store("sessions", everything.getFirst());
        clock.ahead(deadlines.unsettled().plusSeconds(1));
        sweeper.sweep();
        assertThat(stored.everything(id)).isEmpty();
        client.session(id, "").expectProblem(404, "session-not-found");
    }

    @Test
    void after_the_life_of_the_tombstone_a_creation_is_a_new_session() {
        String id = conversation(2);
        client.erase(id).expect(204);
        clock.ahead(deadlines.unsettled().plusSeconds(5));
        sweeper.sweep();
        clock.ahead(LIFE.minusMinutes(1));
        client.create(newSession(id)).expectProblem(410, "session-erased");
        client.append(id, newEvent("e0")).expectProblem(410, "session-erased");
        clock.ahead(LIFE.plusMinutes(1));
        client.append(id, newEvent("e0")).expectProblem(404, "session-not-found");
        client.create(newSession(id)).expectCreated();
        client.append(id, newEvent("e0")).expectCreated();
        assertThat(client.allEvents(id, "?limit=10")).hasSize(1);
        sweeper.sweep();
        client.session(id, "").expect(200);
    }

    @Test
    void a_tombstone_whose_work_is_not_done_never_expires() {
        String id = conversation(1);
        client.erase(id).expect(204);
        clock.ahead(LIFE.multipliedBy(10));
        client.create(newSession(id)).expectProblem(410, "session-erased");
    }

    @Test
    void erased_again_the_tombstone_lives_anew() {
        String id = conversation(1);
        client.erase(id).expect(204);
        clock.ahead(deadlines.unsettled().plusSeconds(5));
        sweeper.sweep();
        clock.ahead(LIFE.minusHours(1));
        client.erase(id).expect(204);
        clock.ahead(LIFE.plusHours(1));
        sweeper.sweep();
        client.create(newSession(id)).expectProblem(410, "session-erased");
        clock.ahead(LIFE.multipliedBy(2));
        client.create(newSession(id)).expectCreated();
    }
}
