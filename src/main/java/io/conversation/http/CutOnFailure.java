package io.conversation.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

import jakarta.ws.rs.core.StreamingOutput;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

/**
 * A stream that never ends as if it were whole when it is not. The framework resets a failed response, but may write its last
 * chunk before the connection is closed; here the connection is gone before the failure is told.
 */
public final class CutOnFailure implements StreamingOutput {

    private static final long PATIENCE_SECONDS = 5;
    private static final long PAUSE_NANOS = 100_000;

    private final RoutingContext context;
    private final StreamingOutput stream;

    public CutOnFailure(RoutingContext context, StreamingOutput stream) {
        this.context = context;
        this.stream = stream;
    }

    @Override
    public void write(OutputStream out) throws IOException {
        boolean whole = false;
        try {
            stream.write(out);
            whole = true;
        } finally {
            if (!whole) {
                cut();
            }
        }
    }

    private void cut() {
        HttpServerResponse response = context.response();
        if (!response.headWritten() || response.closed() || context.request().version() == HttpVersion.HTTP_2) {
            return;
        }
        try {
            context.request().connection().close().toCompletionStage().toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            awaitTold(response);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // It is closing; whatever is left to say reaches nobody.
        }
    }

    /**
     * A response hears of its end a little later than the connection. One that the framework resets before that never does, nor
     * does whoever waits for it to give back what the request had.
     */
    private static void awaitTold(HttpServerResponse response) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!response.closed() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
