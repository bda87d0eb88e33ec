package io.conversation.http;

import java.time.Duration;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;

/**
 * Takes in a small body before a thread is given to its request: most are there with the head already, and to have a thread
 * wait for the rest costs more than to read it. Larger bodies, and those of unknown length, are read as they come.
 */
@Singleton
class EarlyBody {

    // The framework keeps it until the request ends, beside what is made of it.
    private static final int MOST_BYTES = 8 * 1024;

    private final long timeoutMillis;

    EarlyBody(@ConfigProperty(name = "quarkus.http.read-timeout") Duration timeout) {
        this.timeoutMillis = timeout.toMillis();
    }

    void install(@Observes Router router) {
        // Before the limit on requests: one that is still on its way is not in work.
        router.post("/sessions*").order(Integer.MIN_VALUE + 1).handler(this::read);
    }

    private void read(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!isSmall(request)) {
            context.next();
            return;
        }
        Buffer body = Buffer.buffer();
        // Who has not sent so little by then will not.
        long timer = context.vertx().setTimer(timeoutMillis, late -> request.connection().close());
        request.handler(body::appendBuffer);
        request.exceptionHandler(gone -> context.vertx().cancelTimer(timer));
        request.endHandler(whole -> {
            context.vertx().cancelTimer(timer);
            ((RoutingContextInternal) context).setBody(body);
            context.next();
        });
    }

    /**
     * By what the head declares; no body of unknown length, nor one that waits to be asked for. None over HTTP/2, whose
     * requests cannot be handed on once they have ended.
     */
    private static boolean isSmall(HttpServerRequest request) {
        String declared = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (declared == null || declared.length() > 5 || request.version() == HttpVersion.HTTP_2
                || request.headers().contains(HttpHeaders.EXPECT)) {
            return false;
        }
        try {
            return Integer.parseInt(declared) <= MOST_BYTES;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
