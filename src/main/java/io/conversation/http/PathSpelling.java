package io.conversation.http;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Takes a path as its sender meant it. A semicolon belongs to the id that it stands in, and a character that RFC 3986 does not
 * let stand in a path, such as {@code |}, is what it would be if it were percent-encoded, as many clients do not.
 */
@Singleton
class PathSpelling {

    /** Before all others of the first order: whatever they begin for a request would be begun twice. */
    void install(@Observes @Priority(0) Router router) {
        router.route().order(Integer.MIN_VALUE).handler(PathSpelling::route);
    }

    private static void route(RoutingContext context) {
        String raw = context.request().path();
        String path = PathEncoding.ofRequest(raw);
        if (path.equals(raw)) {
            context.next();
        } else {
            String query = context.request().query();
            context.reroute(query == null ? path : path + "?" + query);
        }
    }
}
