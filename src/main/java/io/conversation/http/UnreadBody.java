package io.conversation.http;

import java.time.Duration;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * A request that is refused before its body has come whole has its connection closed after the answer: whoever is still sending
 * an import must neither send all of it for nothing nor be left waiting.
 */
@Singleton
class UnreadBody {

    /** What comes meanwhile is passed over; a connection that is closed at once could take the answer with it. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    void install(@Observes Router router) {
        router.route("/sessions*").order(Integer.MIN_VALUE).handler(context -> {
            context.addHeadersEndHandler(begun -> {
                if (isStillComing(context)) {
                    context.addEndHandler(sent -> passOver(context.request()));
                    if (context.response().getStatusCode() >= 400) {
                        closeAfterAnswer(context);
                    }
                }
            });
            context.next();
        });
    }

    /** One of unknown length may be: a request that is read by a thread never says that it has ended. */
    private static boolean isStillComing(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (request.version() == HttpVersion.HTTP_2 || context.body().buffer() != null) {
            return false;
        }
        String declared = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return declared == null ? request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                : !declared.equals(Long.toString(request.bytesRead()));
    }

    /** What still comes would be kept for a thread that no longer reads: the framework goes on with the request at its end. */
    private static void passOver(HttpServerRequest request) {
        if (!request.isEnded()) {
            request.handler(rest -> {
            });
        }
    }

    private static void closeAfterAnswer(RoutingContext context) {
        context.response().headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        context.addEndHandler(sent -> context.vertx().setTimer(LINGER.toMillis(),
                passed -> context.request().connection().close()));
    }
}
