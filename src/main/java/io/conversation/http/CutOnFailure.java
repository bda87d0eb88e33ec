package io.conversation.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // It is closing; whatever is left to say reaches nobody.
        }
    }
}
