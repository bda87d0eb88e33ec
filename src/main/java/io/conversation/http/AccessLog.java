package io.conversation.http;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.conversation.telemetry.TraceIds;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * A line for each request, however it ended, where that is switched on. Neither queries, which may name people, nor headers,
 * which hold keys. The framework's own comes after what refuses requests first, and would not tell of them.
 */
@Singleton
class AccessLog {

    private static final Logger LOG = Logger.getLogger(AccessLog.class);
    private static final String BEGUN = AccessLog.class.getName();
    private static final String SESSION = "/sessions/";
    private static final long NANOS_OF_MILLI = 1_000_000;

    private final boolean on;

    AccessLog(HttpConfig config) {
        this.on = config.accessLog();
    }

    /** Before all others, so that what these refuse is told, too. */
    void install(@Observes @Priority(-2) Router router) {
        if (on) {
            router.route().order(Integer.MIN_VALUE).handler(AccessLog::begin);
        }
    }

    private static void begin(RoutingContext context) {
        // A request whose path is spelt anew begins once more.
        if (context.get(BEGUN) == null) {
            long begun = System.nanoTime();
            String path = path(context);
            context.put(BEGUN, begun);
            context.addEndHandler(ended -> tell(context, path, System.nanoTime() - begun,
                    ended.succeeded() || context.response().headWritten()));
        }
        context.next();
    }

    /** What was erased is told by nothing. */
    private static String path(RoutingContext context) {
        String path = context.request().path();
        return context.request().method().equals(HttpMethod.DELETE) && path.startsWith(SESSION) ? SESSION + "{sessionId}"
                : PathEncoding.ofRequest(path);
    }

    private static void tell(RoutingContext context, String path, long nanos, boolean answered) {
        LOG.infof("%s %s %s %d bytes %d ms %s %s", context.request().method(), path,
                answered ? Integer.toString(context.response().getStatusCode()) : "gone", context.response().bytesWritten(),
                nanos / NANOS_OF_MILLI, context.request().remoteAddress().hostAddress(),
                TraceIds.of(context.request().getHeader(TraceIds.HEADER)).orElse("-"));
    }
}
