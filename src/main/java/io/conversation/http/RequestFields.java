package io.conversation.http;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.conversation.telemetry.LogFields;
import io.conversation.telemetry.TraceIds;
import io.conversation.tenant.IdAlphabet;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Whatever is logged while a request is worked on tells of which session, event and trace it is, by path and header. */
@Singleton
class RequestFields {

    private static final String SESSIONS = "/sessions/";
    private static final String EVENTS = "events/";

    /** After what spells paths one way, and before anybody refuses it. */
    void install(@Observes @Priority(1) Router router) {
        router.route("/sessions*").order(Integer.MIN_VALUE).handler(RequestFields::begin);
    }

    private static void begin(RoutingContext context) {
        String path = context.normalizedPath();
        // What was erased is told by nothing.
        if (path.startsWith(SESSIONS) && !context.request().method().equals(HttpMethod.DELETE)) {
            int end = part(path, SESSIONS.length());
            put(LogFields.SESSION, path.substring(SESSIONS.length(), end), "import", "export");
            if (path.startsWith(EVENTS, end + 1)) {
                int begin = end + 1 + EVENTS.length();
                put(LogFields.EVENT, path.substring(begin, part(path, begin)), "batch", "stream");
            }
        }
        TraceIds.of(context.request().getHeader(TraceIds.HEADER))
                .ifPresent(trace -> LogFields.ofRequest(LogFields.TRACE, trace));
        context.next();
    }

    private static int part(String path, int begin) {
        int slash = path.indexOf('/', begin);
        return slash < 0 ? path.length() : slash;
    }

    /** What is no id is whatever its sender likes, and not for the log. */
    private static void put(String field, String encoded, String taken, String takenToo) {
        String id = encoded.replace("%7C", "|");
        if (IdAlphabet.isWellFormed(id) && !id.equals(taken) && !id.equals(takenToo)) {
            LogFields.ofRequest(field, id);
        }
    }
}
