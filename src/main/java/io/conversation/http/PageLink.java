package io.conversation.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;

import org.jboss.resteasy.reactive.RestResponse;

/** Web linking, RFC 8288: a page links to the next with the query it was asked with. */
public final class PageLink {

    /** What a cursor takes the place of. */
    private static final Set<String> REPLACED = Set.of("cursor", "offset");

    private PageLink() {
    }

    /** {@code nextCursor} is null at the end: then there is no link. */
    public static <T> RestResponse<T> answer(T page, String nextCursor, UriInfo uri) {
        var answer = RestResponse.ResponseBuilder.ok(page);
        if (nextCursor != null) {
            answer.header(HttpHeaders.LINK, "<" + next(nextCursor, uri) + ">; rel=\"next\"");
        }
        return answer.build();
    }

    private static String next(String cursor, UriInfo uri) {
        StringJoiner query = new StringJoiner("&", uri.getRequestUri().getRawPath() + "?", "");
        for (Map.Entry<String, List<String>> parameter : uri.getQueryParameters().entrySet()) {
            if (!REPLACED.contains(parameter.getKey())) {
                parameter.getValue().forEach(value -> query.add(encode(parameter.getKey()) + "=" + encode(value)));
            }
        }
        return query.add("cursor=" + cursor).toString();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
