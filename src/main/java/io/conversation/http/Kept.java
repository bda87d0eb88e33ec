package io.conversation.http;

import java.time.Duration;
import java.util.function.Supplier;

import jakarta.ws.rs.core.HttpHeaders;

import org.jboss.resteasy.reactive.RestResponse;

import io.vertx.core.http.HttpServerRequest;

/**
 * How an answer may be kept (RFC 9111), by its client alone, as it is of people: under a weak tag, as the same may be written
 * otherwise by another release, or be compressed on its way; and of one caller, as another may not see it.
 *
 * @param tag without its quotes
 */
public record Kept(String tag, String cacheControl) {

    private static final String VARY = "Accept, Authorization, X-API-Key";
    /** Asked for anew each time, at the price of a 304. */
    public static final String ASKED_FOR = "private, no-cache";

    /** Not asked for in that time; one under a second is none. */
    public static String lasting(Duration time) {
        return time.toSeconds() < 1 ? ASKED_FOR : "private, max-age=" + time.toSeconds();
    }

    /** The same for what never changes, so that it is not asked for when a page is loaded again, either (RFC 8246). */
    public static String unchanging(Duration time) {
        return time.toSeconds() < 1 ? ASKED_FOR : lasting(time) + ", immutable";
    }

    /** 304 for who has it. */
    public <T> RestResponse<T> answer(IfNoneMatch known, HttpServerRequest request, Supplier<RestResponse<T>> whole) {
        return known.has(tag) ? notModified(request) : marked(whole.get(), request);
    }

    public <T> RestResponse<T> notModified(HttpServerRequest request) {
        return marked(RestResponse.ResponseBuilder.<T> create(RestResponse.Status.NOT_MODIFIED).build(), request);
    }

    private <T> RestResponse<T> marked(RestResponse<T> answer, HttpServerRequest request) {
        // Not with the answer's own, which would take the place of what others have added.
        request.response().headers().add(HttpHeaders.VARY, VARY);
        answer.getHeaders().putSingle(HttpHeaders.ETAG, "W/\"" + tag + '"');
        answer.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, cacheControl);
        return answer;
    }
}
