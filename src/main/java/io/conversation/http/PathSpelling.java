package io.conversation.http;

import java.util.Objects;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Takes a path as its sender meant it. A semicolon belongs to the id that it stands in, and a character that RFC 3986 does not
 * let stand in a path or a query, such as {@code |}, is what it would be if it were percent-encoded, as many clients do not.
 */
@Singleton
class PathSpelling {

    /** Before all others of the first order: whatever they begin for a request would be begun twice. */
    void install(@Observes @Priority(0) Router router) {
        router.route().order(Integer.MIN_VALUE).handler(PathSpelling::route);
    }

    private static void route(RoutingContext context) {
        String rawPath = context.request().path();
        String rawQuery = context.request().query();
        String path = PathEncoding.ofRequest(rawPath);
        String query = rawQuery == null ? null : PathEncoding.ofQuery(rawQuery);
        if (!PathEncoding.isDecodable(path) || query != null && !PathEncoding.isDecodable(query)) {
            context.fail(ProblemType.MALFORMED_REQUEST.status(),
                    ProblemException.malformed("A '%' in the path or the query is not followed by two hexadecimal digits."));
        } else if (path.equals(rawPath) && Objects.equals(query, rawQuery)) {
            context.next();
        } else {
            context.reroute(query == null ? path : path + "?" + query);
        }
    }
}
