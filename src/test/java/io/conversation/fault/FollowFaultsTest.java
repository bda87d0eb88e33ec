package io.conversation.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.mongodb.MongoException;

import io.conversation.Answer;
import io.conversation.ConversationClient;
import io.conversation.feed.Feed;
import io.conversation.feed.FeedEvents;
import io.conversation.feed.Kind;
import io.conversation.feed.Tap;
import io.conversation.follow.EventStream;
import io.conversation.problem.ProblemException;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/**
 * Followers of a database that goes away and comes back: what feeds them finds its way back by itself, and nothing is missed.
 */
@QuarkusTest
@TestProfile(FaultyDatabase.Profile.class)
class FollowFaultsTest {

    FaultyDatabase faulty;

    @TestHTTPResource("/")
    URI base;

    @Inject
    Feed feed;

    private Service service;

    @BeforeEach
    void connect() throws Exception {
        service = faulty.reachedBy(base);
    }

    @AfterEach
    void close() {
        faulty.proxy().forward();
        service.close();
    }

    @Test
    void a_stream_goes_on_after_the_database_was_away() throws Exception {
        String session = "call-" + UUID.randomUUID();
        Waiting.until("the session is stored", () -> service.create(session).statusCode() < 300);
        try (EventStream stream = EventStream.of(base.toString().replaceAll("/$", ""), session, null)) {
            append(session, "before");
            stream.await(1);
            faulty.proxy().away();
            assertThat(service.append(session, "during").statusCode()).isEqualTo(503);
            faulty.proxy().forward();
            append(session, "during");
            append(session, "after");
            assertThat(stream.await(3)).containsExactly("before", "during", "after");
        }
    }

    @Test
    void looks_for_new_events_that_are_cut_off_are_looked_for_again() throws Exception {
        String session = "call-" + UUID.randomUUID();
        Waiting.until("the session is stored", () -> service.create(session).statusCode() < 300);
        try (EventStream stream = EventStream.of(base.toString().replaceAll("/$", ""), session, null)) {
            append(session, "first");
            stream.await(1);
            for (int i = 0; i < 20; i++) {
                if (i % 5 == 0) {
                    // Nobody but the look for new events reads now; an append would take some of the cuts.
                    faulty.proxy().cutNext("find", 4);
                    Waiting.until("looks have been cut off", () -> faulty.proxy().faultsLeft() == 0);
                }
                append(session, "next-" + i);
            }
            assertThat(stream.await(21)).hasSize(21).doesNotHaveDuplicates();
        }
    }

    @Test
    void the_feed_goes_on_after_the_database_was_away_from_the_position_before() throws Exception {
        String session = "call-" + UUID.randomUUID();
        Waiting.until("the session is stored", () -> service.create(session).statusCode() < 300);
        String position;
        try (FeedEvents feed = FeedEvents.of(base.toString(), "", Map.of(), session)) {
            append(session, "before");
            assertThat(feed.await(1)).containsExactly("before");
            position = feed.lastId();
            faulty.proxy().away();
            feed.awaitClosed();
        }
        Answer away = new ConversationClient().get("/feed?after=" + position).expectProblem(503, "unavailable");
        assertThat(away.header("Retry-After")).isNotNull();
        new ConversationClient().get("/feed/stream?after=" + position).expectProblem(503, "unavailable");
        faulty.proxy().forward();
        append(session, "after");
        try (FeedEvents feed = FeedEvents.of(base.toString(), "?after=" + position, Map.of(), session)) {
            assertThat(feed.await(1)).containsExactly("after");
        }
    }

    @Test
    void a_tap_goes_on_behind_what_it_gave_before_the_database_was_away() throws Exception {
        String session = "call-" + UUID.randomUUID();
        Waiting.until("the session is stored", () -> service.create(session).statusCode() < 300);
        Tap tap = feed.tap(Feed.START, Set.of(Kind.STORED));
        append(session, "before");
        assertThat(nextOf(session, tap)).containsExactly("before");
        faulty.proxy().away();
        assertThatThrownBy(() -> tap.next(100, Duration.ZERO)).isInstanceOfAny(MongoException.class, ProblemException.class);
        faulty.proxy().forward();
        append(session, "after");
        assertThat(nextOf(session, tap)).containsExactly("after");
    }

    /** What the next pages tell of that session, past those of others. */
    private static List<String> nextOf(String session, Tap tap) throws Exception {
        List<String> told = new ArrayList<>();
        Waiting.until("something of " + session + " is told", () -> {
            tap.next(100, Duration.ZERO).items().stream().filter(item -> item.sessionId().clientId().equals(session))
                    .forEach(item -> told.add(item.event().eventId));
            return !told.isEmpty();
        });
        return told;
    }

    private void append(String session, String event) throws Exception {
        Waiting.until(event + " is stored", () -> service.append(session, event).statusCode() < 300);
    }
}
