package io.conversation.http;

import java.util.concurrent.atomic.AtomicReference;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.conversation.json.JsonWeight;
import io.conversation.problem.ProblemException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Takes the memory of a body whose length is declared before any of it is read, or sends its request away. A small one takes
 * with it all that will be made of it: one look at the memory is all it ever costs.
 */
@Singleton
class Admission {

    /** What in practice is sent by the thousands at once. */
    static final int SMALL = 4 * 1024;

    private static final String KEY = Admission.class.getName();
    private static final String IMPORT = "/sessions/import";

    private final Memory memory;

    Admission(Memory memory) {
        this.memory = memory;
    }

    /** What a request has taken before it has a thread; it is given back by whoever ends it, the connection or the thread. */
    final class Taken {

        private enum Owner {
            CONNECTION,
            THREAD,
            NOBODY
        }

        private final AtomicReference<Owner> owner = new AtomicReference<>(Owner.CONNECTION);
        private final long bytes;

        private Taken(long bytes) {
            this.bytes = bytes;
        }

        /** A thread that works goes on when the connection is gone, and has it until it ends. */
        long byThread() {
            if (!owner.compareAndSet(Owner.CONNECTION, Owner.THREAD)) {
                throw ProblemException.malformed("The body ended before it was whole.");
            }
            return bytes;
        }

        private void connectionEnded() {
            if (owner.compareAndSet(Owner.CONNECTION, Owner.NOBODY)) {
                memory.give(bytes);
            }
        }
    }

    /** Null when nothing was. */
    static Taken of(RoutingContext context) {
        return context.get(KEY);
    }

    void install(@Observes Router router) {
        // Before small bodies are taken in.
        router.post("/sessions*").order(Integer.MIN_VALUE + 1).handler(this::admit);
    }

    private void admit(RoutingContext context) {
        long length = declared(context.request());
        // What is larger than any body may be is refused where it would be read, and an import is never in memory as a whole.
        if (length > 0 && length <= RequestBody.MAX_BATCH_BYTES && !context.request().path().equals(IMPORT)) {
            boolean small = length <= SMALL;
            long bytes = small ? length * JsonWeight.MOST_PER_BYTE : length;
            Memory.Kind kind = small ? Memory.Kind.SMALL : Memory.Kind.HELD;
            try {
                memory.requirePossible(bytes);
                memory.take(bytes, kind, 0);
            } catch (ProblemException e) {
                context.fail(e);
                return;
            }
            Taken taken = new Taken(bytes);
            context.put(KEY, taken);
            context.addEndHandler(done -> taken.connectionEnded());
        }
        context.next();
    }

    private static long declared(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
