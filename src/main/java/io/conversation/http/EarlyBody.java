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

    private static final int MOST_BYTES = 64 * 1024;

    private final long timeoutMillis;

    EarlyBody(@ConfigProperty(name = "quarkus.http.read-timeout") Duration timeout) {
        this.timeoutMillis = timeout.toMillis();
    }

    void install(@Observes Router router) {
        // After the limit on requests, before what answers them.
        router.post("/sessions*").order(Integer.MIN_VALUE + 2).handler(this::read);
    }

    private void read(RoutingContext context) {
        HttpServerRequest request = context.request();
        int length = smallLength(request);
        if (length < 0) {
            context.next();
            return;
        }
        Buffer body = Buffer.buffer(length);
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
     * What the head declares; -1 when it is not small, not known, or waits to be asked for. Also for HTTP/2, whose requests
     * cannot be handed on once they have ended.
     */
    private static int smallLength(HttpServerRequest request) {
        String declared = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (declared == null || declared.length() > 5 || request.version() == HttpVersion.HTTP_2
                || request.headers().contains(HttpHeaders.EXPECT)) {
            return -1;
        }
        try {
            int length = Integer.parseInt(declared);
            return length <= MOST_BYTES ? length : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
