package io.conversation.webhook;

import java.util.concurrent.CompletableFuture;

import jakarta.ws.rs.core.HttpHeaders;

import io.conversation.webhook.Outcome.Failure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;

/**
 * A request and its answer: of that the status alone counts, and its body is passed over, or not waited for where it is long.
 */
final class Exchange {

    private static final int MOST_BODY = 64 * 1024;

    private final CompletableFuture<Outcome> done;
    private volatile Outcome answered;
    private volatile boolean whole;
    private HttpClientRequest request;
    private boolean ended;
    private int read;

    Exchange(CompletableFuture<Outcome> done) {
        this.done = done;
    }

    void begin(HttpClient client, RequestOptions options, byte[] body) {
        client.request(options).onFailure(done::completeExceptionally).onSuccess(begun -> {
            if (isWanted(begun)) {
                begun.send(Buffer.buffer(body)).onFailure(done::completeExceptionally).onSuccess(this::answered);
            }
        });
    }

    private synchronized boolean isWanted(HttpClientRequest begun) {
        request = begun;
        if (ended) {
            begun.reset();
        }
        return !ended;
    }

    private void answered(HttpClientResponse response) {
        answered = Outcome.answered(response.statusCode(), RetryAfter.of(response.getHeader(HttpHeaders.RETRY_AFTER),
                response.getHeader(HttpHeaders.DATE)));
        response.exceptionHandler(cut -> done.complete(answered));
        response.endHandler(end -> {
            whole = true;
            done.complete(answered);
        });
        response.handler(part -> {
            read += part.length();
            if (read > MOST_BODY) {
                done.complete(answered);
            }
        });
    }

    /** Once the time is over. */
    Outcome answeredSoFar() {
        return answered == null ? Outcome.failed(Failure.TIMED_OUT) : answered;
    }

    /** What is still on its way is not wanted any more; a connection whose answer has come whole is kept. */
    synchronized void end() {
        ended = true;
        if (request != null && !whole) {
            request.reset();
        }
    }
}
