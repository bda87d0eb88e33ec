package io.conversation.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that create a session each and append to it one event after the other, repeating each until it is acknowledged. */
final class Clients implements AutoCloseable {

    private final Service service;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> running = new ArrayList<>();
    private final Map<String, List<String>> sent = new ConcurrentHashMap<>();
    private final Map<String, List<String>> acknowledged = new ConcurrentHashMap<>();
    private final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();
    private final AtomicInteger acknowledgements = new AtomicInteger();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong slowestNanos = new AtomicLong();
    private volatile boolean stopping;
    private volatile boolean givingUp;

    Clients(Service service, int clients) {
        this.service = service;
        for (int i = 0; i < clients; i++) {
            running.add(threads.submit(this::run));
        }
    }

    @FunctionalInterface
    interface Attempt {
        HttpResponse<String> send() throws IOException, InterruptedException;
    }

    private void run() {
        String session = "call-" + UUID.randomUUID();
        List<String> mine = new ArrayList<>();
        List<String> stored = new ArrayList<>();
        sent.put(session, mine);
        acknowledged.put(session, stored);
        mine.add("");
        boolean acknowledgedLast = untilAcknowledged("", stored, () -> service.create(session));
        for (int i = 0; acknowledgedLast && !stopping; i++) {
            String event = "e" + i;
            mine.add(event);
            acknowledgedLast = untilAcknowledged(event, stored, () -> service.append(session, event));
        }
    }

    private boolean untilAcknowledged(String thing, List<String> stored, Attempt attempt) {
        while (!givingUp) {
            int status = status(attempt);
            if (status == 200 || status == 201) {
                stored.add(thing);
                acknowledgements.incrementAndGet();
                return true;
            }
            Waiting.pause();
        }
        return false;
    }

    /** 0 when no answer came. */
    private int status(Attempt attempt) {
        long start = System.nanoTime();
        int status;
        try {
            status = attempt.send().statusCode();
        } catch (IOException e) {
            status = 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            status = 0;
            givingUp = true;
        }
        requests.incrementAndGet();
        slowestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
        statuses.computeIfAbsent(status, s -> new AtomicInteger()).incrementAndGet();
        return status;
    }

    /** Waits until so many more things have been acknowledged. */
    void awaitAcknowledged(int more) throws Exception {
        int target = acknowledgements.get() + more;
        Waiting.until(more + " more requests are acknowledged", () -> acknowledgements.get() >= target);
    }

    /** Waits until so many more requests have been answered with the status; 0 for those that got no answer. */
    void awaitStatus(int status, int more) throws Exception {
        int target = count(status) + more;
        Waiting.until(more + " more requests are answered " + status, () -> count(status) >= target);
    }

    private int count(int status) {
        return statuses.computeIfAbsent(status, s -> new AtomicInteger()).get();
    }

    /** How often each status came so far, without those that never did. */
    Map<Integer, Integer> statuses() {
        Map<Integer, Integer> counts = new TreeMap<>();
        statuses.forEach((status, count) -> counts.put(status, count.get()));
        counts.values().remove(0);
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
