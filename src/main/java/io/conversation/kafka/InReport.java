package io.conversation.kafka;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.inject.Singleton;

import org.apache.kafka.clients.consumer.Consumer;
import org.jboss.logging.Logger;

import io.conversation.kafka.IncomingRecord.Outcome;
import io.conversation.telemetry.Meters;
import io.micrometer.core.instrument.Counter;

/** What metrics and log tell of what comes from Kafka: what is kept waiting once, and not at each try. Of one thread. */
@Singleton
class InReport {

    private static final Logger LOG = Logger.getLogger(InReport.class);

    /** One looks twice a second; a connection may be made anew in between. */
    private static final int PATIENCE_LOOKS = 6;

    private final Counter created;
    private final Counter replayed;
    private final Counter refused;
    private final Counter retries;
    private final AtomicLong lag = new AtomicLong();
    private boolean toldWaiting;
    private boolean toldUnburied;
    private boolean toldAway;
    private int looksAway;

    InReport(Meters meters) {
        created = meters.kafkaRecords("created");
        replayed = meters.kafkaRecords("replayed");
        refused = meters.kafkaRecords("refused");
        retries = meters.kafkaRetries();
        meters.kafkaLag(lag);
    }

    void buried(List<IncomingRecord> letters) {
        if (!letters.isEmpty()) {
            IncomingRecord first = letters.getFirst();
            LOG.warnf("Among the dead letters, as it can never be stored: %d records, the first at %d of %s (%s)",
                    letters.size(), first.message().offset(), first.partition(), first.refusal().type().kebab());
        }
    }

    void unburied(Exception why) {
        if (!toldUnburied) {
            LOG.warnf("Nothing more is taken from Kafka until there can be dead letters: %s", why.getMessage());
        }
        toldUnburied = true;
    }

    /** Some are to be repeated. */
    void retry(InHand inHand) {
        retries.increment();
        if (!toldWaiting && !toldUnburied) {
            inHand.all().stream().filter(record -> record.isOpen() && record.passing() != null).findFirst()
                    .ifPresent(first -> {
                        LOG.warnf("What came from Kafka waits for the database: %s", first.passing().getMessage());
                        toldWaiting = true;
                    });
        }
    }

    /** All that was in hand is settled, or another pod's. */
    void over(InHand inHand) {
        toldWaiting = false;
        toldUnburied = false;
        inHand.all().stream().filter(IncomingRecord::isSettled).forEach(record -> count(record.outcome()));
    }

    private static double connections(Consumer<?, ?> consumer) {
        return consumer.metrics().entrySet().stream().filter(metric -> metric.getKey().name().equals("connection-count"))
                .mapToDouble(metric -> ((Number) metric.getValue().metricValue()).doubleValue()).findFirst().orElse(1);
    }

    private void count(Outcome outcome) {
        switch (outcome) {
            case CREATED -> created.increment();
            case REPLAYED -> replayed.increment();
            case REFUSED -> refused.increment();
        }
    }

    /** What the consumer knows by itself, without a question. */
    void saw(Consumer<?, ?> consumer) {
        looksAway = connections(consumer) > 0 ? 0 : looksAway + 1;
        boolean away = looksAway >= PATIENCE_LOOKS;
        if (away != toldAway && (away || looksAway == 0)) {
            LOG.warn(away ? "Kafka's brokers cannot be reached" : "Kafka's brokers can be reached again");
            toldAway = away;
        }
        lag.set(consumer.assignment().stream().map(consumer::currentLag).filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong).sum());
    }
}
