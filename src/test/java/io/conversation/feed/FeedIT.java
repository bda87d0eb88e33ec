package io.conversation.feed;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.conversation.ConversationClient;
import io.conversation.Fresh;
import io.conversation.Json;
import io.conversation.fault.PackagedService;
import io.conversation.fault.TestDatabase;

/** Two pods over one database: a reader of the feed that was away goes on at the other one. */
class FeedIT {

    private static final int OF_ONE = 400;
    /** More of them with {@code -Dfeed.events=100000}. */
    private static final int EVENTS = Integer.getInteger("feed.events", 4 * OF_ONE);
    private static final List<String> EACH = IntStream.range(0, OF_ONE).mapToObj("e%03d"::formatted).toList();

    private final Set<String> sessions = IntStream.range(0, EVENTS / OF_ONE).mapToObj(i -> Fresh.id("feed"))
            .collect(Collectors.toCollection(LinkedHashSet::new));

    @Test
    void a_reader_that_was_away_gets_each_at_the_other_pod_and_ends_where_one_that_was_there_ends() throws Exception {
        try (TestDatabase database = new TestDatabase();
                PackagedService one = pod("feed-one", database);
                PackagedService two = pod("feed-two", database);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ConversationClient first = client(one);
            FeedClient there = new FeedClient(first, null, "limit=200&wait=1", sessions);
            String begun = there.position();
            Future<?> written = threads.submit(() -> sessions.forEach(session -> converse(first, session)));
            while (!written.isDone()) {
                there.read();
            }
            written.get();
            there.readAll();
            long start = System.nanoTime();
            FeedClient away = new FeedClient(client(two), begun, "limit=500", sessions).readAll();
            System.out.printf("%d items after being away in %d ms, %d to the one that was there%n", away.items().size(),
                    Duration.ofNanos(System.nanoTime() - start).toMillis(), there.items().size());
            assertGotAll(there);
            assertGotAll(away);
            first.append(sessions.iterator().next(), newEvent("after")).expectCreated();
            for (PackagedService pod : List.of(one, two)) {
                for (FeedClient reader : List.of(there, away)) {
                    assertThat(new FeedClient(client(pod), reader.position(), "limit=500", sessions).readAll().told())
                            .containsExactly("after");
                }
            }
        }
    }

    private static PackagedService pod(String name, TestDatabase database) throws Exception {
        return new PackagedService(name, database.connectionString(), "feed", Map.of());
    }

    private static ConversationClient client(PackagedService pod) {
        return new ConversationClient().at(pod.base().getPort());
    }

    private static void converse(ConversationClient client, String session) {
        client.create(newSession(session)).expectCreated();
        client.appendAll(session, Json.array(EACH.stream().map(ConversationClient::newEvent).toList())).expect(207);
        client.complete(session).expect(200);
    }

    /** At least once, and in order within each session. */
    private void assertGotAll(FeedClient reader) {
        Map<String, Set<String>> told = reader.items().stream().collect(Collectors.groupingBy(
                item -> item.get("sessionId").asText(),
                Collectors.mapping(FeedClient::told, Collectors.toCollection(LinkedHashSet::new))));
        assertThat(told.keySet()).isEqualTo(sessions);
        assertThat(told.values()).allSatisfy(
                each -> assertThat(each).hasSize(OF_ONE + 2).startsWith("created").endsWith("ended").containsAll(EACH));
    }
}
