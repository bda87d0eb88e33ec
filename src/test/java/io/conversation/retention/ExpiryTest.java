package io.conversation.retention;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.conversation.Answer;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.OneShard;
import io.conversation.OneShard.Everywhere;
import io.conversation.database.Deadlines;
import io.conversation.database.IndexInitializer;
import io.conversation.erasure.Removal;
import io.conversation.paging.SentCommands;
import io.conversation.session.Lifetimes;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** What is past its time is removed whole, once nothing of it can be on its way, and nothing else is. */
@QuarkusTest
@TestProfile(Keeping.class)
class ExpiryTest extends SweptDatabase {

    private static final Duration PAST = Duration.ofDays(30).plusMinutes(2);

    @Inject
    Removal removal;

    @Inject
    Lifetimes lifetimes;

    @Inject
    IndexInitializer indexes;

    @Inject
    Deadlines deadlines;

    private String ended(int events) {
        String id = Fresh.id("call");
        client.imported(newSession(id).put("status", "completed").set("events",
                Json.array(IntStream.range(0, events).mapToObj(i -> newEvent("e" + i)).toList())) + "\n");
        return id;
    }

    @Test
    void the_session_goes_with_all_its_events_and_no_other_does() {
        String past = ended(2300);
        String open = client.createFresh("open");
        client.append(open, newEvent("e1")).expectCreated();
        clock.pass(Duration.ofDays(29));
        String recent = ended(3);
        clock.pass(Duration.ofDays(1).plusMinutes(2));
        double before = meters.sessionsExpired.count();
        sweeps.sweep();
        assertThat(stored.everything(past)).isEmpty();
        assertThat(stored.events(recent)).isEqualTo(3);
        assertThat(stored.events(open)).isEqualTo(1);
        assertThat(stored.sessions()).isEqualTo(2);
        assertThat(meters.sessionsExpired.count() - before).isEqualTo(1);
        client.create(newSession(past)).expectCreated();
    }

    @Test
    void every_shard_is_asked_who_is_past_and_then_one_for_each_session() {
        String past = ended(2);
        clock.pass(PAST);
        OneShard.assertAsked(SentCommands.during(sweeps::sweep), Everywhere.PAST);
        assertThat(stored.everything(past)).isEmpty();
    }

    @Test
    void it_is_left_alone_for_as_long_as_a_write_of_it_may_be_under_way() {
        String past = ended(2);
        clock.pass(Duration.ofDays(30).plus(deadlines.unsettled()));
        client.session(past, "").expectProblem(404, "session-not-found");
        sweeps.sweep();
        assertThat(stored.everything(past)).hasSize(3);
        clock.pass(deadlines.unsettled().plusSeconds(1));
        sweeps.sweep();
        assertThat(stored.everything(past)).isEmpty();
    }

    @Test
    void an_end_that_is_told_to_have_been_long_ago_is_waited_for_as_long() {
        client.create(newSession("long-ago").put("startedAt", "2020-01-01T00:00:00Z")).expectCreated();
        client.append("long-ago", newEvent("e1")).expectCreated();
        client.complete("long-ago", Json.object("endedAt", "2020-01-01T00:10:00Z")).expect(200);
        clock.pass(deadlines.unsettled());
        sweeps.sweep();
        assertThat(stored.everything("long-ago")).hasSize(2);
        clock.pass(deadlines.unsettled().plusSeconds(1));
        sweeps.sweep();
        assertThat(stored.everything("long-ago")).isEmpty();
    }

    @Test
    void more_than_a_page_goes_in_one_turn() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < Expiry.PAGE + 30; i++) {
            lines.append(newSession("s" + i).put("status", "failed")).append('\n');
        }
        client.imported(lines);
        clock.pass(PAST);
        sweeps.sweep();
        assertThat(stored.sessions()).isZero();
    }

    @Test
    void two_that_look_at_once_beside_creations_take_nothing_of_what_is_new() throws Exception {
        List<String> ids = IntStream.range(0, 40).mapToObj(i -> ended(30)).toList();
        clock.pass(PAST);
        double before = meters.sessionsExpired.count();
        List<Callable<Void>> racing = new ArrayList<>();
        for (int pod = 0; pod < 2; pod++) {
            racing.add(() -> {
                new Expiry(removal, lifetimes, indexes, deadlines, clock, meters).sweep(Duration.ofDays(30));
                return null;
            });
        }
        for (String id : ids) {
            racing.add(() -> {
                client.create(newSession(id)).expectCreated();
                client.append(id, newEvent("new")).expectCreated();
                return null;
            });
        }
        run(racing);
        sweeps.sweep();
        assertThat(ids).allSatisfy(
                id -> assertThat(Json.texts(client.allEvents(id, "?limit=50"), "eventId")).containsExactly("new"));
        assertThat(stored.events()).isEqualTo(ids.size());
        assertThat(meters.sessionsExpired.count() - before).as("each removed once").isEqualTo(ids.size());
    }

    @Test
    void a_sweep_that_was_held_up_takes_nothing_of_a_session_that_has_its_id_by_now() {
        String id = ended(5);
        clock.pass(PAST);
        Clock held = new Clock() {

            private boolean created;

            /** What the sweep does last before it removes events. */
            @Override
            public java.time.Instant instant() {
                if (!created && stored.sessions(id) == 1 && sawPage()) {
                    created = true;
                    client.create(newSession(id)).expectCreated();
                    client.append(id, newEvent("new")).expectCreated();
                }
                return clock.instant();
            }

            private boolean sawPage() {
                return StackWalker.getInstance()
                        .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals("removeSettled")));
            }

            @Override
            public java.time.ZoneId getZone() {
                return clock.getZone();
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        };
        new Expiry(removal, lifetimes, indexes, deadlines, held, meters).sweep(Duration.ofDays(30));
        assertThat(Json.texts(client.allEvents(id, "?limit=50"), "eventId")).containsExactly("new");
    }

    @Test
    void of_creations_at_once_one_is_new_and_what_follows_stays() throws Exception {
        String id = ended(50);
        clock.pass(PAST);
        List<Answer> answers = new ArrayList<>();
        List<Callable<Void>> racing = IntStream.range(0, 12).<Callable<Void>> mapToObj(i -> () -> {
            Answer answer = client.create(newSession(id));
            synchronized (answers) {
                answers.add(answer);
            }
            client.append(id, newEvent("new-" + i)).expectCreated();
            return null;
        }).toList();
        run(racing);
        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(200, 201));
        assertThat(stored.events(id)).isEqualTo(12);
    }

    private static void run(List<Callable<Void>> racing) throws Exception {
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var done : threads.invokeAll(racing)) {
                done.get();
            }
        }
    }
}
