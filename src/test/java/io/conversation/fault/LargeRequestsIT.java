package io.conversation.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.conversation.embedded.EmbeddedDatabase;

/**
 * Fifty clients send and read at once whatever is largest, to a packaged service with a heap that holds little of it: each is
 * answered, be it with 503, nothing that was acknowledged is lost, and the process goes on.
 */
class LargeRequestsIT {

    private static final String DATABASE = "large";
    private static final int CLIENTS = 50;
    private static final int MIB = 1024 * 1024;
    private static final long NANOS = TimeUnit.SECONDS.toNanos(20);
    /** Two bytes each, and thirteen in BSON. */
    private static final String ZEROS = zeros(MIB / 2 - 100);
    private static final String TEXT = "a latte, please ".repeat(MIB / 16 - 10);

    private final Map<Integer, AtomicInteger> statuses = new ConcurrentSkipListMap<>();
    private final Map<String, Set<String>> acknowledged = new ConcurrentHashMap<>();

    @TempDir
    private Path directory;

    @Test
    void nothing_that_clients_send_or_read_ends_the_service() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.onDisk(directory.resolve("large.mv"));
                PackagedService packaged = new PackagedService("large", database.connectionString(), DATABASE,
                        Map.of("SESSIONS_DATABASE_TIMEOUT", Service.LONGEST.toSeconds() + "s"));
                Service service = new Service(packaged.base());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            LargeClient client = new LargeClient(packaged.base());
            String read = session(service);
            assertThat(send(Kind.BATCH_OF_TEXTS, read, read, client, 0)).isEqualTo(207);

            long end = System.nanoTime() + NANOS;
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Kind kind = Kind.values()[i % Kind.values().length];
                running.add(threads.submit(() -> {
                    String session = session(service);
                    for (int turn = 0; System.nanoTime() < end; turn++) {
                        send(kind, session, read, client, turn);
                    }
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get(2, TimeUnit.MINUTES);
            }
            System.out.printf("Large: answers by status %s%n", statuses);

            assertThat(packaged.endsWithin(0)).as("the process has ended").isFalse();
            assertThat(packaged.logged()).noneMatch(line -> line.contains("OutOfMemory"));
            assertThat(statuses.keySet()).isSubsetOf(200, 201, 207, 503);
            Waiting.until("it is ready", service::isReady);
            for (Kind kind : Kind.values()) {
                String session = session(service);
                Waiting.until(kind + " passes by itself", () -> send(kind, session, read, client, 0) < 300);
            }
            for (Map.Entry<String, Set<String>> each : acknowledged.entrySet()) {
                assertThat(service.eventIds(each.getKey(), 5)).as(each.getKey()).containsAll(each.getValue());
            }
        }
    }

    private static String session(Service service) throws Exception {
        String session = "call-" + UUID.randomUUID();
        Waiting.until("a small request passes", () -> service.create(session).statusCode() == 201);
        return session;
    }

    private enum Kind {
        ZEROS,
        BATCH_OF_ZEROS,
        BATCH_OF_TEXTS,
        IMPORT,
        PAGE,
        STREAM
    }

    private int send(Kind kind, String session, String read, LargeClient client, int turn) throws IOException {
        int status = switch (kind) {
            // The same again and again, at times with another content, which has to be compared.
            case ZEROS -> sent(session, "zeros", client.post("/sessions/" + session + "/events", "application/json",
                    event("zeros", turn % 3 == 1 ? ZEROS + "," + turn : ZEROS)));
            // Over what a document may have.
            case BATCH_OF_ZEROS -> client.post("/sessions/" + session + "/events/batch", "application/json",
                    "[" + event("e", zeros(2_600_000)) + "]");
            case BATCH_OF_TEXTS -> sent(session, "text0", client.post("/sessions/" + session + "/events/batch",
                    "application/json", "[" + texts() + "]"));
            case IMPORT -> client.post("/sessions/import", "application/x-ndjson", "{\"sessionId\":\"" + session
                    + "\",\"language\":\"en-US\",\"events\":[" + texts() + "]}\n");
            case PAGE -> client.get("/sessions/" + read + "/events?limit=500", "application/json");
            case STREAM -> client.get("/sessions/" + read + "/events", "application/x-ndjson");
        };
        statuses.computeIfAbsent(status, s -> new AtomicInteger()).incrementAndGet();
        return status;
    }

    private int sent(String session, String event, int status) {
        if (status < 300) {
            acknowledged.computeIfAbsent(session, s -> ConcurrentHashMap.newKeySet()).add(event);
        }
        return status;
    }

    private static String zeros(int count) {
        return "0" + ",0".repeat(count - 1);
    }

    private static String event(String id, String zeros) {
        return "{\"eventId\":\"" + id + "\",\"type\":\"system\",\"payload\":{\"zeros\":[" + zeros + "]}}";
    }

    /** Fifteen events of a megabyte. */
    private static String texts() {
        return IntStream.range(0, 15).mapToObj(i -> "{\"eventId\":\"text" + i
                + "\",\"type\":\"system\",\"payload\":{\"text\":\"" + TEXT + "\"}}").collect(Collectors.joining(","));
    }
}
