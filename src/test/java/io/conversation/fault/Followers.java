package io.conversation.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.conversation.follow.EventStream;

/** Followers that, whenever they are cut off, go on after the position they had; one to a session. */
final class Followers implements AutoCloseable {

    private final String base;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> running = new ArrayList<>();
    private final Map<String, List<String>> told = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger retried = new AtomicInteger();
    private final AtomicInteger givenUp = new AtomicInteger();
    private volatile boolean closing;

    Followers(Service service, Collection<String> sessions) {
        base = service.base().toString();
        sessions.forEach(session -> running.add(threads.submit(() -> follow(session))));
    }

    private void follow(String session) {
        List<String> before = new ArrayList<>();
        String position = null;
        for (int refused = 0; !closing; Waiting.pause()) {
            EventStream stream = connect(session, position);
            if (stream == null) {
                (++refused == 1 ? retried : givenUp).incrementAndGet();
                continue;
            }
            refused = 0;
            boolean ended = false;
            while (!ended && !closing) {
                ended = stream.isClosed();
                List<String> all = new ArrayList<>(before);
                all.addAll(stream.eventIds());
                told.put(session, all);
                Waiting.pause();
            }
            stream.close();
            before = told.getOrDefault(session, before);
            position = stream.lastId() == null ? position : stream.lastId();
        }
    }

    /** Null where it was not let in. */
    private EventStream connect(String session, String position) {
        connections.incrementAndGet();
        try {
            return EventStream.of(base, session, position);
        } catch (IllegalStateException | AssertionError e) {
            return null;
        }
    }

    /** How often who was not let in at once was not let in at the second try either. */
    int givenUp() {
        return givenUp.get();
    }

    /** Each has been told all that was sent to its session, in order; what was told again, as it may be, is dropped. */
    void assertToldAllInOrder(Map<String, List<String>> sent) throws Exception {
        Map<String, List<String>> events = new TreeMap<>();
        sent.forEach((session, ids) -> events.put(session, ids.subList(1, ids.size())));
        Waiting.until("followers have been told as many events as were sent", () -> events.entrySet().stream()
                .allMatch(each -> once(each.getKey()).size() >= each.getValue().size()));
        closing = true;
        for (Future<?> each : running) {
            each.get(Waiting.LONG.toSeconds(), TimeUnit.SECONDS);
        }
        events.forEach((session, ids) -> assertThat(once(session)).isEqualTo(ids));
    }

    private List<String> once(String session) {
        return told.getOrDefault(session, List.of()).stream().distinct().toList();
    }

    private long repeats() {
        return told.entrySet().stream().mapToLong(each -> each.getValue().size() - once(each.getKey()).size()).sum();
    }

    @Override
    public String toString() {
        return "%d followers connected %d times, not let in %d times, given up %d, told again %d events".formatted(
                running.size(), connections.get(), retried.get(), givenUp.get(), repeats());
    }

    @Override
    public void close() {
        closing = true;
        threads.shutdownNow();
    }
}
