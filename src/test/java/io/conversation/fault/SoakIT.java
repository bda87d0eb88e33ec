package io.conversation.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.conversation.embedded.EmbeddedDatabase;

/**
 * All that clients do, with a fault between the packaged service and its database every few seconds. Short in a build;
 * {@code -Dsoak.minutes=20} runs it for so long.
 */
class SoakIT {

    private static final double MINUTES = Double.parseDouble(System.getProperty("soak.minutes", "0.35"));
    private static final String DATABASE = "soak";
    private static final int CLIENTS = 12;
    private static final List<String> COMMANDS = List.of("insert", "update", "find", "findAndModify");

    @TempDir
    private Path directory;

    @Test
    void mixed_load_under_faults_loses_and_doubles_nothing_and_leaves_the_heap_flat() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.onDisk(directory.resolve("soak.mv"));
                FaultProxy proxy = new FaultProxy(database.connectionString());
                PackagedService packaged = new PackagedService("soak", proxy.connectionString(), DATABASE,
                        Map.of("SESSIONS_DATABASE_TIMEOUT", "1s"));
                Service service = new Service(packaged.base());
                Clients clients = new Clients(service, CLIENTS, Client::mixed)) {
            clients.awaitAcknowledged(400);
            OptionalLong heapBefore = packaged.liveHeapBytes();
            int faults = 0;
            long end = System.nanoTime() + (long) (MINUTES * TimeUnit.MINUTES.toNanos(1));
            while (System.nanoTime() < end) {
                inject(proxy, clients, faults++);
                proxy.forward();
                clients.awaitAcknowledged(150);
            }
            clients.finish();
            OptionalLong heapAfter = packaged.liveHeapBytes();
            System.out.printf("Soak: %d faults, answers by status %s%n", faults, clients.statuses());
            clients.count(database.connectionString(), DATABASE).exactlyWhatWasSent("Soak");
            assertFlat(heapBefore, heapAfter);
            assertThat(packaged.loggedErrors()).isEmpty();
        }
    }

    private static void assertFlat(OptionalLong heapBefore, OptionalLong heapAfter) {
        if (heapBefore.isEmpty()) {
            System.out.println("Soak: the heap of a native program is not looked at.");
            return;
        }
        System.out.printf("Soak: live heap %d KiB, then %d KiB%n", heapBefore.getAsLong() / 1024,
                heapAfter.getAsLong() / 1024);
        assertThat(heapAfter.getAsLong()).isLessThan(heapBefore.getAsLong() * 3 / 2 + (8 << 20));
    }

    /** All kinds in turn, each until it has been felt. */
    private static void inject(FaultProxy proxy, Clients clients, int turn) throws Exception {
        String command = COMMANDS.get(ThreadLocalRandom.current().nextInt(COMMANDS.size()));
        switch (turn % 5) {
            case 0 -> {
                proxy.cutNext(command, 3);
                clients.await("commands have been cut", () -> proxy.faultsLeft() == 0);
            }
            case 1 -> {
                proxy.loseAnswerOfNext(command, 3);
                clients.await("answers have been lost", () -> proxy.faultsLeft() == 0);
            }
            case 2 -> {
                proxy.away();
                clients.awaitStatus(503, CLIENTS);
            }
            case 3 -> {
                proxy.stall();
                clients.awaitStatus(503, CLIENTS);
            }
            default -> {
                proxy.delay(Duration.ofMillis(20));
                clients.awaitAcknowledged(100);
            }
        }
    }
}
