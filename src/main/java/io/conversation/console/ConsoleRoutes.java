package io.conversation.console;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.LaunchMode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * The console at {@code /} and its files under {@code /console/}. They run under a policy that lets in nothing but themselves,
 * and are asked for anew each time, at the price of a 304: a page never runs beside modules of another release.
 */
@Singleton
class ConsoleRoutes {

    /** Before the resources, which would answer 404, and after whatever guards every request. */
    private static final int ORDER = 5_000;

    private static final String POLICY = String.join("; ", "default-src 'none'", "script-src 'self'", "style-src 'self'",
            "img-src 'self' data:", "connect-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
            "require-trusted-types-for 'script'", "trusted-types 'none'");
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy", POLICY,
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Cache-Control", "no-cache");

    private final boolean development = LaunchMode.current() == LaunchMode.DEVELOPMENT;
    private final Map<String, ConsoleFile> files = new ConcurrentHashMap<>();

    void install(@Observes Router router) {
        router.get("/console/mode").order(ORDER).handler(this::mode);
        for (String path : new String[] { "/", "/index.html", "/console/*" }) {
            router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).order(ORDER).handler(this::file);
        }
    }

    /** What the page offers here and not everywhere. */
    private void mode(RoutingContext context) {
        HEADERS.forEach(context.response()::putHeader);
        context.response().putHeader("Content-Type", "application/json").end("{\"demo\":" + development + "}");
    }

    private void file(RoutingContext context) {
        find(context.normalizedPath()).ifPresentOrElse(file -> answer(context.request(), file), context::next);
    }

    /** Read once, except in development, where files change under the running service. */
    private Optional<ConsoleFile> find(String path) {
        ConsoleFile known = development ? null : files.get(path);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<ConsoleFile> found = ConsoleFile.at(path);
        found.ifPresent(file -> files.put(path, file));
        return found;
    }

    private static void answer(HttpServerRequest request, ConsoleFile file) {
        HttpServerResponse response = request.response();
        HEADERS.forEach(response::putHeader);
        response.putHeader("ETag", file.etag());
        if (isKnown(request.getHeader("If-None-Match"), file.etag())) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader("Content-Type", file.mediaType());
        if (request.method() == HttpMethod.HEAD) {
            response.putHeader("Content-Length", Integer.toString(file.content().length)).end();
        } else {
            response.end(Buffer.buffer(file.content()));
        }
    }

    /** Compared weakly, RFC 9110, 13.1.2. */
    private static boolean isKnown(String ifNoneMatch, String etag) {
        if (ifNoneMatch == null) {
            return false;
        }
        for (String candidate : ifNoneMatch.split(",")) {
            String tag = candidate.strip();
            if (tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag)) {
                return true;
            }
        }
        return false;
    }
}
