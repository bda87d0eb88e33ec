package io.conversation.http;

import java.time.Duration;
import java.util.function.Supplier;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;

import io.conversation.http.Memory.Kind;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;

/**
 * The part of the {@link Memory} that one request has, from its body to its answer; given back when its thread has ended it.
 */
@RequestScoped
public class Work {

    /** How long to wait for others to end theirs. */
    private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();
    /** Less is not worth giving back before the end. */
    private static final long WORTHWHILE = 64 * 1024;

    private final Memory memory;
    private final CurrentVertxRequest request;
    private long taken;
    private boolean begun;

    Work(Memory memory, CurrentVertxRequest request) {
        this.memory = memory;
        this.request = request;
    }

    /** What the request was admitted with is its thread's from here on. */
    void begin() {
        if (!begun) {
            begun = true;
            Admission.Taken admitted = Admission.of(request.getCurrent());
            taken += admitted == null ? 0 : admitted.byThread();
        }
    }

    /** How much it has. */
    public long taken() {
        return taken;
    }

    /** For what comes at the client's pace: refuses at once when there is no room. */
    public void hold(long bytes) {
        memory.requirePossible(taken + bytes);
        memory.take(bytes, Kind.HELD, taken);
        taken += bytes;
    }

    /** The same, where there is something that can be done when there is no room. */
    public boolean tryHold(long bytes) {
        return tryTake(bytes, Kind.HELD);
    }

    /** The same, where the client can wait. */
    public void awaitHeld(long bytes) {
        await(bytes, Kind.HELD);
    }

    /** For work that ends by itself: waits for room. */
    public void await(long bytes) {
        await(bytes, Kind.WORK);
    }

    public boolean tryWork(long bytes) {
        return tryTake(bytes, Kind.WORK);
    }

    private void await(long bytes, Kind kind) {
        memory.requirePossible(taken + bytes);
        memory.await(bytes, kind, taken, PATIENCE_NANOS);
        taken += bytes;
    }

    private boolean tryTake(long bytes, Kind kind) {
        boolean room = memory.tryTake(bytes, kind, taken);
        taken += room ? bytes : 0;
        return room;
    }

    /** For what is only expected, up to all there is: waits for room. How much it was. */
    public long expect(long bytes) {
        long possible = Math.max(0, Math.min(bytes, memory.mostOf(Kind.WORK) - taken));
        await(possible);
        return possible;
    }

    /** The same, for as long as something lasts. */
    public <T> T expecting(long bytes, Supplier<T> task) {
        long held = expect(bytes);
        try {
            return task.get();
        } finally {
            give(held);
        }
    }

    /** A part of all there is: for who takes what there is, and is to leave others theirs. */
    public long part(int of) {
        return memory.mostOf(Kind.WORK) / of;
    }

    public void give(long bytes) {
        memory.give(bytes);
        taken -= bytes;
    }

    /** Gives back all but so much. */
    public void keep(long bytes) {
        if (taken - bytes > WORTHWHILE) {
            give(taken - bytes);
        }
    }

    @PreDestroy
    void end() {
        give(taken);
    }
}
