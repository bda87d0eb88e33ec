package io.conversation.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.conversation.Fresh;
import io.conversation.embedded.EmbeddedReplicaSet;
import io.conversation.fault.PackagedService;
import io.conversation.fault.TestDatabase;

/** Two pods over one database: whatever either stores, followers of both get, also one that keeps reconnecting. */
class FollowIT {

    private static final int WRITERS = 10;
    private static final int EVENTS_EACH = 1000;
    private static final int EVENTS = WRITERS * EVENTS_EACH;
    private static final Duration LONGEST = Duration.ofSeconds(120);
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void followers_of_two_pods_get_all_of_10_000_events_of_ten_writers() throws Exception {
        try (TestDatabase database = new TestDatabase()) {
            followersOfTwoPodsGetAll(database.connectionString());
        }
    }

    @Test
    void followers_of_two_pods_that_change_streams_feed_get_all_of_10_000_events_of_ten_writers() throws Exception {
        try (EmbeddedReplicaSet database = new EmbeddedReplicaSet()) {
            followersOfTwoPodsGetAll(database.connectionString());
            assertThat(database.streamsOpened()).as("at least one of each pod").isGreaterThanOrEqualTo(2);
        }
    }

    private void followersOfTwoPodsGetAll(String connectionString) throws Exception {
        try (PackagedService one = pod("follow-one", connectionString);
                PackagedService two = pod("follow-two", connectionString);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            String session = Fresh.id("two-pods");
            assertThat(post(one.base(), "/sessions", "{\"sessionId\":\"" + session + "\",\"language\":\"en\"}")).isEqualTo(201);
            try (EventStream steady = EventStream.of(one.base().toString(), session, null)) {
                Future<Set<String>> restless = threads.submit(() -> followReconnecting(two.base().toString(), session));
                List<Future<?>> writers = IntStream.range(0, WRITERS).<Future<?>> mapToObj(
                        writer -> threads.submit(() -> write(writer % 2 == 0 ? one.base() : two.base(), session, writer)))
                        .toList();
                for (Future<?> writer : writers) {
                    writer.get();
                }
                assertThat(steady.await(EVENTS)).as("one that stays gets each once").hasSize(EVENTS).doesNotHaveDuplicates();
                assertThat(restless.get()).hasSize(EVENTS);
            }
        }
    }

    @Test
    void a_pod_that_is_told_to_end_closes_its_streams_politely() throws Exception {
        try (TestDatabase database = new TestDatabase(); PackagedService pod = pod("follow-end", database.connectionString())) {
            String session = Fresh.id("politely");
            assertThat(post(pod.base(), "/sessions", "{\"sessionId\":\"" + session + "\",\"language\":\"en\"}")).isEqualTo(201);
            assertThat(post(pod.base(), "/sessions/" + session + "/events", event("only"))).isEqualTo(201);
            try (EventStream stream = EventStream.of(pod.base().toString(), session, null)) {
                stream.await(1);
                pod.terminate();
                stream.awaitClosed();
                assertThat(pod.endsWithin(9)).as("ended before the time for requests in work was over").isTrue();
            }
        }
    }

    private static PackagedService pod(String name, String connectionString) throws Exception {
        return new PackagedService(name, connectionString, "follow", Map.of());
    }

    private Void write(URI pod, String session, int writer) throws Exception {
        for (int i = 0; i < EVENTS_EACH; i++) {
            assertThat(post(pod, "/sessions/" + session + "/events", event("w" + writer + "-" + i))).isEqualTo(201);
        }
        return null;
    }

    /** Goes away about every second and resumes where it was. */
    private static Set<String> followReconnecting(String base, String session) {
        long end = System.nanoTime() + LONGEST.toNanos();
        Set<String> got = new LinkedHashSet<>();
        String position = null;
        while (got.size() < EVENTS) {
            assertThat(System.nanoTime() - end).as("with %d of %d events after %s", got.size(), EVENTS, LONGEST).isNegative();
            try (EventStream stream = EventStream.of(base, session, position)) {
                stream.awaitAnotherSecond();
                // The position first: what it is the position of is then surely among what was got.
                position = stream.lastId() == null ? position : stream.lastId();
                got.addAll(stream.eventIds());
            }
        }
        return got;
    }

    private static String event(String eventId) {
        return "{\"eventId\":\"" + eventId + "\",\"type\":\"system\",\"payload\":{}}";
    }

    private int post(URI pod, String path, String body) throws IOException, InterruptedException {
        HttpResponse<Void> answer = http.send(HttpRequest.newBuilder(pod.resolve(path)).timeout(LONGEST_ANSWER)
                .header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)).build(),
                BodyHandlers.discarding());
        return answer.statusCode();
    }
}
