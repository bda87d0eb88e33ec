package io.conversation.http;

import java.util.List;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;

import io.conversation.problem.ProblemType;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Refuses a {@code Content-Type} that is no media type, and takes away one that says nothing: an empty one, and any where there
 * is no content that would mean something (RFC 9110, 9.3.1). The framework would fail at them.
 */
@Singleton
class ContentTypes {

    private static final List<String> USUAL = List.of(MediaType.APPLICATION_JSON);

    void install(@Observes Router router) {
        router.route("/sessions*").order(Integer.MIN_VALUE).handler(ContentTypes::check);
    }

    private static void check(RoutingContext context) {
        List<String> types = context.request().headers().getAll(HttpHeaders.CONTENT_TYPE);
        if (types.isEmpty() || types.equals(USUAL) && context.request().method() == HttpMethod.POST) {
            context.next();
        } else if (context.request().method() != HttpMethod.POST || types.stream().allMatch(String::isBlank)) {
            context.request().headers().remove(HttpHeaders.CONTENT_TYPE);
            context.next();
        } else if (types.stream().allMatch(ContentTypes::isMediaType)) {
            context.next();
        } else {
            context.fail(ProblemType.UNSUPPORTED_MEDIA_TYPE.status());
        }
    }

    private static boolean isMediaType(String type) {
        try {
            MediaType.valueOf(type);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
