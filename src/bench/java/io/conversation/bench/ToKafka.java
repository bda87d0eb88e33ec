package io.conversation.bench;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.conversation.kafka.Broker;

/** Events a second that Kafka is told of: of what was appended while its broker was away, and while batches are appended. */
final class ToKafka {

    private static final int PARTITIONS = 4;
    private static final String TOLD = "conversation_kafka_out_records_total{outcome=\"sent\"";
    private static final String EVENTS = "conversation_events_created_total";
    private static final String SESSIONS = "conversation_sessions_created_total";

    private ToKafka() {
    }

    static List<String> rows(Database database, boolean throughProxy) throws Exception {
        if (throughProxy) {
            return List.of();
        }
        Broker broker = Broker.shared();
        String topic = "bench-" + UUID.randomUUID();
        broker.createTopic(topic, PARTITIONS, Map.of());
        try (Service service = Service.start("to-kafka", database.replicaSet(), Database.freshName(),
                Map.of("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers(), "SESSIONS_KAFKA_OUT_TOPIC", topic))) {
            Appends.createSessions(service, Appends.CLIENTS);
            for (int i = 0; i < 3; i++) {
                meanwhile(service);
            }
            Rounds rounds = new Rounds("events/s");
            return rounds
                    .add("told of what there was", () -> backlog(service, broker, rounds))
                    .add("told while batches are appended", () -> meanwhile(service)).run()
                    .ratio("topic : batches", "told of what there was", "batches of 100, 8 clients").rows();
        }
    }

    /** From the first that is told, once the broker is there again. */
    private static double backlog(Service service, Broker broker, Rounds rounds) throws Exception {
        awaitTold(service);
        broker.kill();
        rounds.beside("batches of 100, 8 clients", Bulk.batches(service));
        double before = counted(service, TOLD);
        broker.start();
        double first = before;
        while (first == before) {
            Thread.sleep(5);
            first = counted(service, TOLD);
        }
        long start = System.nanoTime();
        awaitTold(service);
        return (counted(service, TOLD) - first) / ((System.nanoTime() - start) / 1e9);
    }

    /** From the first that is appended until the last is acknowledged. */
    private static double meanwhile(Service service) throws Exception {
        awaitTold(service);
        double before = counted(service, EVENTS);
        long start = System.nanoTime();
        Bulk.batches(service);
        awaitTold(service);
        return (counted(service, EVENTS) - before) / ((System.nanoTime() - start) / 1e9);
    }

    private static void awaitTold(Service service) throws Exception {
        while (counted(service, TOLD) < counted(service, EVENTS) + counted(service, SESSIONS)) {
            Thread.sleep(20);
        }
    }

    private static double counted(Service service, String meter) throws Exception {
        return service.get("/q/metrics").lines().filter(line -> line.startsWith(meter))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).findFirst().orElse(0);
    }
}
