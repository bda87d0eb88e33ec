package io.conversation.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Clients at work at the same time, and what became of all that they sent. */
final class Clients implements AutoCloseable {

    /** In the place of a status: the connection was refused, or cut before there was an answer. */
    static final int REFUSED = 0;
    static final int CUT = -1;

    private final Service service;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> running = new ArrayList<>();
    private final Map<String, List<String>> sent = new ConcurrentHashMap<>();
    private final Map<String, List<String>> acknowledged = new ConcurrentHashMap<>();
    private final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();
    private final AtomicInteger acknowledgements = new AtomicInteger();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicInteger retried = new AtomicInteger();
    private final AtomicInteger retriedAgain = new AtomicInteger();
    private final AtomicLong slowestNanos = new AtomicLong();
    private final boolean patient;
    private volatile boolean stopping;
    private volatile boolean givingUp;

    /** Each appends to a session of its own. */
    Clients(Service service, int clients) {
        this(service, clients, Client::appending);
    }

    /** @param work is told whether to go on; what it has begun by then is still to be acknowledged */
    Clients(Service service, int clients, BiConsumer<Client, Predicate<Client>> work) {
        this(service, clients, work, false);
    }

    private Clients(Service service, int clients, BiConsumer<Client, Predicate<Client>> work, boolean patient) {
        this.service = service;
        this.patient = patient;
        for (int i = 0; i < clients; i++) {
            running.add(threads.submit(() -> work.accept(new Client(this, service), client -> !stopping && !givingUp)));
        }
    }

    /** They repeat what failed after {@code Retry-After}, where that is told, and else at once. */
    static Clients patient(Service service, int clients, BiConsumer<Client, Predicate<Client>> work) {
        return new Clients(service, clients, work, true);
    }

    List<String> sent(String session) {
        return sent.computeIfAbsent(session, id -> new ArrayList<>());
    }

    /** The ids of events by session, after {@code ""} for the session itself. */
    Map<String, List<String>> sent() {
        return Map.copyOf(sent);
    }

    List<String> acknowledged(String session) {
        return acknowledged.computeIfAbsent(session, id -> new ArrayList<>());
    }

    boolean isGivingUp() {
        return givingUp;
    }

    /** Whether it was acknowledged, and not given up. */
    boolean untilAcknowledged(Client.Attempt attempt, Predicate<HttpResponse<String>> isAcknowledged, Runnable then) {
        for (int tries = 1; !givingUp; tries++) {
            countRetry(tries);
            HttpResponse<String> answer = answer(attempt);
            if (answer != null && isAcknowledged.test(answer)) {
                then.run();
                acknowledgements.incrementAndGet();
                return true;
            }
            pause(answer);
        }
        return false;
    }

    private void pause(HttpResponse<String> answer) {
        Waiting.pause();
        if (patient && answer != null) {
            answer.headers().firstValueAsLong("Retry-After")
                    .ifPresent(seconds -> LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds)));
        }
    }

    private void countRetry(int tries) {
        if (tries == 2) {
            retried.incrementAndGet();
        } else if (tries == 3) {
            retriedAgain.incrementAndGet();
        }
    }

    private HttpResponse<String> answer(Client.Attempt attempt) {
        long start = System.nanoTime();
        HttpResponse<String> answer = null;
        int status;
        try {
            answer = attempt.send();
            status = answer.statusCode();
        } catch (ConnectException e) {
            status = REFUSED;
        } catch (IOException e) {
            status = CUT;
        } catch (InterruptedException e) {
            status = CUT;
            givingUp = true;
        }
        requests.incrementAndGet();
        slowestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
        statuses.computeIfAbsent(status, s -> new AtomicInteger()).incrementAndGet();
        return answer;
    }

    /** How many requests were not acknowledged at once. */
    int retried() {
        return retried.get();
    }

    /** How many of these were not acknowledged at the second try either. */
    int retriedAgain() {
        return retriedAgain.get();
    }

    int acknowledgements() {
        return acknowledgements.get();
    }

    /** Waits until so many more requests have been acknowledged. */
    void awaitAcknowledged(int more) throws Exception {
        int target = acknowledgements.get() + more;
        await(more + " more requests are acknowledged", () -> acknowledgements.get() >= target);
    }

    /** Waits until so many more requests have been answered with the status. */
    void awaitStatus(int status, int more) throws Exception {
        int target = count(status) + more;
        await(more + " more requests are answered " + status, () -> count(status) >= target);
    }

    /** Waits while all clients go on; one that failed fails the test. */
    void await(String what, Waiting.Condition condition) throws Exception {
        Waiting.until(what, () -> {
            for (Future<?> client : running) {
                if (client.isDone()) {
                    client.get();
                }
            }
            return condition.holds();
        });
    }

    int count(int status) {
        AtomicInteger count = statuses.get(status);
        return count == null ? 0 : count.get();
    }

    /** How often each status came so far. */
    Map<Integer, Integer> statuses() {
        Map<Integer, Integer> counts = new TreeMap<>();
        statuses.forEach((status, count) -> counts.put(status, count.get()));
        return counts;
    }

    /** The longest that any request took until now; begins anew. */
    Duration slowest() {
        return Duration.ofNanos(slowestNanos.getAndSet(0));
    }

    /** Each client ends with what it is sending acknowledged. */
    void finish() throws Exception {
        stopping = true;
        for (Future<?> client : running) {
            client.get(Waiting.LONG.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** Each client ends with the next answer, whatever that is. */
    void giveUp() throws Exception {
        givingUp = true;
        finish();
    }

    Count count(String connectionString, String database) {
        return Count.of(connectionString, database, requests.get(), sent, acknowledged);
    }

    /** Each session's events come back from the service once each, in the order in which their client sent them. */
    void assertReadBackInOrder() throws Exception {
        for (Map.Entry<String, List<String>> session : new LinkedHashMap<>(sent).entrySet()) {
            List<String> events = session.getValue().subList(1, session.getValue().size());
            assertThat(service.eventIds(session.getKey())).as(session.getKey()).isEqualTo(events);
        }
    }

    @Override
    public void close() {
        givingUp = true;
        stopping = true;
        threads.shutdownNow();
    }
}
