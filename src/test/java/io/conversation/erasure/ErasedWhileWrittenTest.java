package io.conversation.erasure;

import static io.conversation.ConversationClient.newEvent;
import static io.conversation.ConversationClient.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.bson.Document;
import org.bson.types.ObjectId;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

import com.mongodb.client.MongoClient;

import io.conversation.ConversationClient;
import io.conversation.StoredConversations;
import io.conversation.database.DatabaseName;
import io.conversation.fault.Waiting;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/**
 * A long session that is erased while ten clients write to it: nothing of it is left, and each was told.
 * {@code -Derased.events=1000000} makes it as long as that.
 */
@QuarkusTest
class ErasedWhileWrittenTest {

    private static final Logger LOG = Logger.getLogger(ErasedWhileWrittenTest.class);
    private static final int EVENTS = Integer.getInteger("erased.events", 20_000);
    private static final int WRITERS = 10;
    private static final int GONE = 410;

    private final ConversationClient client = new ConversationClient();

    @TestHTTPResource
    URI base;

    @Inject
    StoredConversations stored;

    @Inject
    MongoClient database;

    @Inject
    DatabaseName name;

    /** Past the service, as it would take the longest part of the test by it. */
    private void fill(String id, int events) {
        var collection = database.getDatabase(name.value()).getCollection("events");
        Date time = new Date(1_767_225_600_000L);
        for (int from = 0; from < events; from += 1000) {
            collection.insertMany(IntStream.range(from, Math.min(events, from + 1000))
                    .mapToObj(i -> new Document("_id", new ObjectId()).append("sessionId", id).append("eventId", "past-" + i)
                            .append("type", "user_speech").append("timestamp", time).append("receivedAt", time)
                            .append("payload", new Document("text", "a latte, please")))
                    .toList());
        }
    }

    /** All have begun, each has been refused, and the end. */
    private record Phases(CountDownLatch begun, AtomicIntegerArray refused, AtomicBoolean end) {
    }

    /** Appends one event after the other, tries the last again, creates the session again: until it is told to end. */
    private List<Integer> write(String id, int writer, Phases phases) throws Exception {
        List<Integer> statuses = new ArrayList<>();
        try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (int i = 0; !phases.end.get(); i++) {
                Object body = i % 10 == 9 ? newSession(id) : newEvent("w" + writer + "-" + i / 2);
                String path = i % 10 == 9 ? "/sessions" : "/sessions/" + id + "/events";
                statuses.add(http.send(HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofMinutes(1))
                        .header("Content-Type", "application/json").POST(BodyPublishers.ofString(body.toString())).build(),
                        BodyHandlers.discarding()).statusCode());
                if (i == 20) {
                    phases.begun.countDown();
                }
                phases.refused.compareAndSet(writer, 0, statuses.getLast() == GONE ? 1 : 0);
            }
        }
        return statuses;
    }

    @Test
    void nothing_of_it_is_left_and_every_writer_was_told() throws Exception {
        String id = client.createFresh("long");
        fill(id, EVENTS);
        Phases phases = new Phases(new CountDownLatch(WRITERS), new AtomicIntegerArray(WRITERS), new AtomicBoolean());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Integer>>> writers = IntStream.range(0, WRITERS)
                    .mapToObj(writer -> threads.submit((Callable<List<Integer>>) () -> write(id, writer, phases))).toList();
            try {
                phases.begun.await();
                long start = System.nanoTime();
                Future<Integer> erasure = threads.submit(() -> erase(id));
                Waiting.until("the session is gone", () -> client.session(id, "").status() == 404);
                long gone = System.nanoTime();
                while (!erasure.isDone()) {
                    client.session(id, "").expectProblem(404, "session-not-found");
                    client.events(id, "?limit=1").expectProblem(404, "session-not-found");
                }
                assertThat(erasure.get()).isEqualTo(204);
                LOG.infof("%d events were erased in %d ms, while %d clients wrote; no read found them after %d ms", EVENTS,
                        (System.nanoTime() - start) / 1_000_000, WRITERS, (gone - start) / 1_000_000);
                Waiting.until("each writer was told",
                        () -> IntStream.range(0, WRITERS).allMatch(writer -> phases.refused.get(writer) == 1));
            } finally {
                phases.end.set(true);
            }
            for (Future<List<Integer>> writer : writers) {
                assertTold(writer.get());
            }
        }
        assertThat(stored.everything(id)).isEmpty();
        client.append(id, newEvent("e0")).expectProblem(410, "session-erased");
    }

    /** As often as it is told to repeat it: a long one takes longer than one answer may. */
    private int erase(String id) throws Exception {
        int status = 503;
        try (HttpClient http = HttpClient.newHttpClient()) {
            while (status == 503) {
                status = http.send(HttpRequest.newBuilder(base.resolve("/sessions/" + id)).DELETE().build(),
                        BodyHandlers.discarding()).statusCode();
            }
        }
        return status;
    }

    /** Stored, or there already; from some point on gone, for good. */
    private static void assertTold(List<Integer> statuses) {
        assertThat(statuses).isSubsetOf(200, 201, 404, GONE).endsWith(GONE);
        int gone = (int) statuses.stream().takeWhile(status -> status < 300).count();
        assertThat(gone).as("some were stored before").isPositive();
        assertThat(statuses.subList(gone, statuses.size())).isSubsetOf(404, GONE);
    }
}
