package io.conversation.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.conversation.embedded.EmbeddedDatabase;
import io.conversation.kafka.Broker;

/**
 * Pods, the broker and the database are killed at random: all that was acknowledged is in the topic, each session in its order,
 * and what a second installation makes of the topic exports as the first does. Where a MongoDB server is named, {@code
 * -Dsoak.kill} is the command that kills it, or one of its members, and brings it back; else it is cut off for a while.
 */
class KafkaSoakIT {

    private static final double MINUTES = Double.parseDouble(System.getProperty("soak.minutes", "0"));
    private static final long SEED = Long.getLong("soak.seed", System.nanoTime());
    private static final String KILL_DATABASE = System.getProperty("soak.kill");
    private static final String NAME = "soak" + UUID.randomUUID().toString().substring(0, 8);
    private static final String TOPIC = NAME + "-out";
    private static final String COPY_TOPIC = NAME + "-in";
    private static final int PARTITIONS = 3;
    private static final int CLIENTS = MINUTES == 0 ? 1 : 2;
    private static final int BETWEEN_FAULTS = 50;

    private enum Victim {
        ONE,
        TWO,
        COPY,
        BROKER,
        DATABASE
    }

    @TempDir
    private Path directory;

    @Test
    void whatever_is_killed_the_topic_has_all_in_order_and_builds_the_same_installation_again() throws Exception {
        Broker broker = Broker.shared();
        broker.createTopic(TOPIC, PARTITIONS, Map.of());
        broker.createTopic(COPY_TOPIC, PARTITIONS, Map.of());
        try (TopicDatabase database = new TopicDatabase(directory.resolve("soak.mv"));
                PackagedService one = pod("one", database, broker, NAME, "OUT", TOPIC);
                PackagedService two = pod("two", database, broker, NAME, "OUT", TOPIC);
                PackagedService copy = pod("copy", database, broker, NAME + "-copy", "IN", COPY_TOPIC);
                TopicMirror mirror = new TopicMirror(broker.bootstrapServers(), TOPIC, COPY_TOPIC);
                Service first = new Service(one.base());
                Service second = new Service(two.base());
                Service copied = new Service(copy.base());
                Clients atFirst = Clients.patient(first, CLIENTS, Client::mixed);
                Clients atSecond = Clients.patient(second, CLIENTS, Client::mixed)) {
            Random random = new Random(SEED);
            Map<Victim, Integer> killed = new EnumMap<>(Victim.class);
            Set<Victim> victims = EnumSet.allOf(Victim.class);
            long end = System.nanoTime() + (long) (MINUTES * TimeUnit.MINUTES.toNanos(1));
            do {
                victims.forEach(victim -> killed.merge(victim, 1, Integer::sum));
                if (victims.contains(Victim.BROKER)) {
                    broker.kill();
                }
                if (victims.contains(Victim.DATABASE)) {
                    database.kill();
                }
                for (PackagedService pod : List.of(one, two, copy)) {
                    if (victims.contains(pod == one ? Victim.ONE : pod == two ? Victim.TWO : Victim.COPY)) {
                        pod.kill();
                        pod.start();
                    }
                }
                atFirst.awaitAcknowledged(BETWEEN_FAULTS);
                broker.start();
                atFirst.awaitAcknowledged(BETWEEN_FAULTS);
                atSecond.awaitAcknowledged(BETWEEN_FAULTS);
                victims.removeIf(victim -> random.nextInt(3) > 0);
                victims.add(Victim.values()[random.nextInt(Victim.values().length)]);
            } while (System.nanoTime() < end);
            atFirst.finish();
            atSecond.finish();
            System.out.printf("Kafka soak, seed %d: killed %s; answers %s, %s%n", SEED, killed, atFirst.statuses(),
                    atSecond.statuses());
            for (Clients clients : List.of(atFirst, atSecond)) {
                clients.count(database.connectionString(), NAME).exactlyWhatWasSent("Kafka soak");
            }
            Map<String, List<String>> sent = Stream.of(atFirst, atSecond).flatMap(clients -> clients.sent().entrySet().stream())
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            mirror.await(sent.values().stream().mapToInt(List::size).sum());
            assertInOrder(sent, mirror.told());
            System.out.printf("Kafka soak: %d records, %d of them once more%n", mirror.records(), mirror.repeats());
            awaitSame(first, copied);
        }
    }

    private static PackagedService pod(String name, TopicDatabase database, Broker broker, String databaseName,
            String direction,
            String topic) throws Exception {
        return new PackagedService("kafka-soak-" + name, database.throughProxy(), databaseName,
                Map.of("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers(), "SESSIONS_KAFKA_" + direction + "_TOPIC", topic,
                        "SESSIONS_DATABASE_TIMEOUT", "3s"));
    }

    /**
     * A session, its events as they were sent, and its end, nothing twice; what is late is behind that end, says the mirror.
     */
    private static void assertInOrder(Map<String, List<String>> sent, Map<String, List<String>> told) {
        assertThat(told.keySet()).containsAll(sent.keySet());
        sent.forEach((session, events) -> {
            List<String> all = told.get(session);
            assertThat(all.getFirst()).as(session).isEqualTo("created");
            assertThat(all).as(session).containsOnlyOnce("ended");
            assertThat(all.stream().filter(what -> !what.equals("created") && !what.equals("ended"))).as(session)
                    .containsExactlyElementsOf(events.subList(1, events.size()));
        });
    }

    /** The copy takes what is still on its way; then both export the same, but for when it was received. */
    private static void awaitSame(Service first, Service copied) throws Exception {
        List<String> expected = exported(first);
        Waiting.until("the copy exports the same", () -> exported(copied).equals(expected));
        System.out.printf("Kafka soak: both export the same %d lines%n", expected.size());
    }

    /** Those that began in the same millisecond come in the order of arrival, which between sessions no topic keeps. */
    private static List<String> exported(Service service) throws IOException, InterruptedException {
        HttpResponse<String> export = service.get("/sessions/export");
        assertThat(export.statusCode()).isEqualTo(200);
        return export.body().lines().map(line -> line.replaceAll(",\"receivedAt\":\"[^\"]*\"", "")).sorted().toList();
    }

    /** The database of both installations, and what becomes of it. */
    private static final class TopicDatabase implements AutoCloseable {

        private final EmbeddedDatabase embedded;
        private final FaultProxy proxy;
        private final String connectionString;

        TopicDatabase(Path file) {
            embedded = KILL_DATABASE == null ? EmbeddedDatabase.onDisk(file) : null;
            connectionString = embedded == null ? System.getenv("QUARKUS_MONGODB_CONNECTION_STRING")
                    : embedded.connectionString();
            proxy = new FaultProxy(connectionString);
        }

        String connectionString() {
            return connectionString;
        }

        String throughProxy() {
            return embedded == null ? connectionString : proxy.connectionString();
        }

        void kill() throws Exception {
            if (embedded != null) {
                proxy.away();
                TimeUnit.SECONDS.sleep(2);
                proxy.forward();
            } else {
                assertThat(new ProcessBuilder("bash", "-c", KILL_DATABASE).inheritIO().start().waitFor()).isZero();
            }
        }

        @Override
        public void close() {
            proxy.close();
            if (embedded != null) {
                embedded.close();
            }
        }
    }
}
