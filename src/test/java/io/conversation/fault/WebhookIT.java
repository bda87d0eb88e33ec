package io.conversation.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import com.sun.net.httpserver.HttpExchange;

import io.conversation.webhook.TestReceiver;
import io.conversation.webhook.TestReceiver.Told;

/** Pods of the packaged service are killed while they tell of ends: none is lost, and each keeps its one id. */
class WebhookIT {

    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    /** More than one pod has under way by itself. */
    private static final int BY_BOTH = 9;
    private static final int SOME = 40;

    /** Answers wait for who holds the writer's. */
    private final ReadWriteLock answers = new ReentrantReadWriteLock();
    private final AtomicInteger underWay = new AtomicInteger();
    private final List<String> ended = new ArrayList<>();

    @Test
    void every_end_is_told_with_one_id_though_each_pod_is_killed_in_turn() throws Exception {
        try (TestDatabase database = new TestDatabase();
                TestReceiver receiver = new TestReceiver(0).always(this::answer);
                PackagedService one = pod("webhook-one", database, receiver);
                PackagedService other = pod("webhook-other", database, receiver);
                Service first = new Service(one.base());
                Service second = new Service(other.base())) {
            Waiting.until("it is known where to begin", () -> {
                end(first);
                return !receiver.told().isEmpty();
            });
            killWhileItTells(one, second, BY_BOTH);
            endSome(second);
            killWhileItTells(other, second, 1);
            one.start();
            endSome(first);
            Waiting.until("each was told", () -> ids(receiver).keySet().containsAll(ended));
            Map<String, Set<String>> ids = ids(receiver);
            assertThat(ids).allSatisfy((session, its) -> assertThat(its).as(session).hasSize(1));
            assertThat(receiver.told()).as("who was killed had no answer, so some are repeated").hasSizeGreaterThan(ids.size());
            receiver.told().forEach(each -> each.assertSignedWith(SECRET));
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        underWay.incrementAndGet();
        answers.readLock().lock();
        answers.readLock().unlock();
        underWay.decrementAndGet();
        TestReceiver.answer(exchange, 200);
    }

    private void killWhileItTells(PackagedService pod, Service service, int least) throws Exception {
        answers.writeLock().lock();
        try {
            endSome(service);
            Waiting.until("there are attempts under way", () -> underWay.get() >= least);
            pod.kill();
        } finally {
            answers.writeLock().unlock();
        }
    }

    private void endSome(Service service) throws Exception {
        for (int i = 0; i < SOME; i++) {
            ended.add(end(service));
        }
    }

    private static String end(Service service) throws Exception {
        String session = "call-" + UUID.randomUUID();
        assertThat(service.create(session).statusCode()).isEqualTo(201);
        assertThat(service.complete(session).statusCode()).isEqualTo(200);
        return session;
    }

    /** Under which each session was told. */
    private static Map<String, Set<String>> ids(TestReceiver receiver) {
        return receiver.told().stream()
                .collect(Collectors.groupingBy(Told::sessionId, Collectors.mapping(Told::id, Collectors.toSet())));
    }

    private static PackagedService pod(String name, TestDatabase database, TestReceiver receiver) throws Exception {
        return new PackagedService(name, database.connectionString(), "webhooks-" + ProcessHandle.current().pid(),
                Map.of("SESSIONS_WEBHOOK_URL", "http://127.0.0.1:" + receiver.port() + "/", "SESSIONS_WEBHOOK_SECRET", SECRET,
                        "SESSIONS_WEBHOOK_ALLOW_PRIVATE_ADDRESSES", "true", "SESSIONS_WEBHOOK_TIMEOUT", "2s",
                        "SESSIONS_DATABASE_TIMEOUT", "2s", "SESSIONS_DATABASE_CLOCK_ALLOWANCE", "1s"));
    }
}
