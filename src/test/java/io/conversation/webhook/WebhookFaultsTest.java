package io.conversation.webhook;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.mongodb.client.model.Filters;

import io.conversation.Fresh;
import io.conversation.database.Deadlines;
import io.conversation.database.MovableClock;
import io.conversation.fault.Waiting;
import io.conversation.session.Session;
import io.conversation.session.SessionCompleter;
import io.conversation.tenant.Tenant;
import io.conversation.webhook.TestReceiver.Told;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** The database goes away while ends are told, and comes back. */
@QuarkusTest
@TestProfile(Hooked.class)
class WebhookFaultsTest extends ToldOfEnds {

    @Inject
    MovableClock clock;

    @Inject
    Deliveries deliveries;

    @Inject
    Courier courier;

    @Inject
    Deadlines deadlines;

    @Inject
    SessionCompleter completer;

    HookedDatabase database;

    @AfterEach
    void bringBack() {
        database.proxy().forward();
    }

    @Test
    void what_was_taken_while_the_database_was_away_is_told_again_with_the_same_id() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        receiver.then(exchange -> {
            database.proxy().away();
            TestReceiver.answer(exchange, 204);
            taken.countDown();
        });
        String id = Fresh.id("call");
        client.untilAvailable(() -> client.create(newSession(id)));
        client.untilAvailable(() -> client.complete(id));
        taken.await();
        Waiting.until("the attempt is over", () -> courier.underWay() == 0);
        database.proxy().forward();
        clock.pass(deliveries.patience());
        List<Told> twice = receiver.await(id, 2);
        Waiting.until("nothing is left", () -> Deliveries.collection().countDocuments() == 0);
        assertThat(twice.stream().map(Told::id).distinct()).hasSize(1);
        twice.forEach(told -> told.assertSignedWith(Hooked.SECRETS));
    }

    @Test
    void writes_that_fail_on_the_way_lose_and_double_no_end() throws Exception {
        for (String command : List.of("update", "findAndModify", "delete", "find")) {
            database.proxy().loseAnswerOfNext(command, 1);
            String id = Fresh.id("call");
            client.untilAvailable(() -> client.create(newSession(id)));
            client.untilAvailable(() -> client.append(id, newEvent("e")));
            client.untilAvailable(() -> client.complete(id));
            Waiting.until(command + " was lost", () -> database.proxy().faultsLeft() == 0);
            clock.pass(deliveries.patience());
            List<Told> told = receiver.await(id, 1);
            assertThat(told.stream().map(Told::id).distinct()).as(command).hasSize(1);
        }
        clock.pass(deliveries.patience());
        Waiting.until("nothing is left", () -> Deliveries.collection().countDocuments() == 0);
    }

    @Test
    void an_end_by_time_is_told_too() throws Exception {
        String id = Fresh.id("call");
        client.untilAvailable(() -> client.create(newSession(id)));
        Session open = Session.<Session> mongoCollection().find(Filters.eq("sessionId", Tenant.NONE.id(id))).first();
        assertThat(completer.abandon(open, clock.instant(), deadlines.start())).isTrue();
        assertThat(receiver.await(id, 1).getFirst().json().at("/data/session/status").asText()).isEqualTo("failed");
    }
}
