package io.conversation.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.StringJoiner;

import jakarta.ws.rs.core.HttpHeaders;

import org.jboss.resteasy.reactive.RestResponse;

import io.vertx.core.http.HttpServerRequest;

/** Web linking, RFC 8288: a page links to the next with the query it was asked with, as it was written. */
public final class PageLink {

    /** What a cursor takes the place of. */
    private static final Set<String> REPLACED = Set.of("cursor", "offset");

    /** What RFC 3986 lets stand in a URI, but for what some take for the end of the link; some clients send more as it is. */
    private static final String PLAIN = "-._~!$&'()*+=:@/?%";

    private PageLink() {
    }

    /** {@code nextCursor} is null at the end: then there is no link. */
    public static <T> RestResponse<T> answer(T page, String nextCursor, HttpServerRequest request) {
        var answer = RestResponse.ResponseBuilder.ok(page);
        if (nextCursor != null) {
            answer.header(HttpHeaders.LINK, link(next(request.path(), request.query(), nextCursor)));
        }
        return answer.build();
    }

    /** To what comes next of something else than a list: the same query, one parameter in the place of some. */
    public static String next(HttpServerRequest request, Set<String> replaced, String parameter) {
        return link(next(request.path(), request.query(), replaced, parameter));
    }

    /** A path whose characters all mean themselves, as a link can hold it. */
    public static String path(String path) {
        return PathEncoding.ofHeader(path);
    }

    private static String link(String next) {
        return "<" + next + ">; rel=\"next\"";
    }

    static String next(String path, String query, String cursor) {
        return next(path, query, REPLACED, "cursor=" + cursor);
    }

    private static String next(String path, String query, Set<String> replaced, String last) {
        StringJoiner next = new StringJoiner("&", escaped(path) + "?", "");
        // The server takes both characters for separators.
        for (String parameter : query == null ? new String[0] : query.split("[&;]")) {
            String name = parameter.split("=", 2)[0];
            if (!name.isEmpty() && !replaced.contains(URLDecoder.decode(name, StandardCharsets.UTF_8))) {
                next.add(escaped(parameter));
            }
        }
        return next.add(last).toString();
    }

    /** A character of a request line is a byte. */
    private static String escaped(String sent) {
        StringBuilder escaped = new StringBuilder(sent.length());
        for (byte b : sent.getBytes(StandardCharsets.ISO_8859_1)) {
            char c = (char) (b & 0xFF);
            if (c < 0x80 && Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0) {
                escaped.append(c);
            } else {
                escaped.append('%').append("%02X".formatted((int) c));
            }
        }
        return escaped.toString();
    }
}
