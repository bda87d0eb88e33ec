package io.conversation.attack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Sends the requests of a range from several connections at once, and keeps what is wrong with their answers. */
final class Attack {

    private static final int CONNECTIONS = 8;
    private static final int MOST_FAILURES = 20;

    private final Requests requests;
    private final Judge judge;
    private final List<Acknowledged> acknowledged;
    private final long seed;
    private final int port;
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final Map<Integer, LongAdder> statuses = new ConcurrentHashMap<>();

    Attack(Requests requests, Judge judge, List<Acknowledged> acknowledged, long seed, int port) {
        this.requests = requests;
        this.judge = judge;
        this.acknowledged = acknowledged;
        this.seed = seed;
        this.port = port;
    }

    void send(long from, long to) throws InterruptedException {
        AtomicLong next = new AtomicLong(from);
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            clients.add(Thread.ofPlatform().start(() -> client(next, to)));
        }
        for (Thread client : clients) {
            client.join();
        }
    }

    List<String> failures() {
        return failures;
    }

    Map<Integer, LongAdder> statuses() {
        return statuses;
    }

    private void client(AtomicLong next, long to) {
        try (Wire wire = new Wire(port)) {
            for (long number = next.getAndIncrement(); number < to && failures.size() < MOST_FAILURES; number = next
                    .getAndIncrement()) {
                one(number, wire);
            }
        } catch (IOException e) {
            failures.add("A connection could not be closed: " + e);
        }
    }

    private void one(long number, Wire wire) {
        Draft draft = null;
        try {
            draft = requests.request(number);
            Wire.Received received = wire.exchange(draft);
            statuses.computeIfAbsent(received == null ? 0 : received.answer().status(), status -> new LongAdder()).increment();
            List<String> complaints = judge.complaints(draft, received);
            if (!complaints.isEmpty()) {
                fail(number, draft, complaints + ": " + (received == null ? "" : received.answer()));
            } else if (received != null) {
                acknowledged.get(requests.caller(number)).saw(draft, received.answer(), received.isWhole());
            } else {
                acknowledged.get(requests.caller(number)).sawNothing(draft);
            }
        } catch (IOException | RuntimeException e) {
            if (draft != null) {
                acknowledged.get(requests.caller(number)).sawNothing(draft);
            }
            // What is not HTTP may be waited for in vain: its end, or its answer.
            if (draft == null || draft.isHttp && draft.delivery != Draft.Delivery.CUT) {
                fail(number, draft, e.toString());
            }
        }
    }

    private void fail(long number, Draft draft, String what) {
        failures.add("Request " + number + " of seed " + seed + " (-Dattack.seed=" + seed + " -Dattack.only=" + number + "), "
                + (draft == null ? "not made" : draft.operation + " with " + draft.tricks + "\n  " + ShellLine.of(draft))
                + "\n  "
                + what);
    }
}
