package io.conversation.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.settings.RefusedSetting;
import io.quarkus.vertx.http.runtime.cors.CORSConfig;
import io.quarkus.vertx.http.runtime.cors.CORSFilter;
import io.quarkus.vertx.http.security.CORS;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Pages of other origins (Fetch Standard, 3.2), by the framework's own filter, before all else: a page has to be able to read a
 * 503 as well. It answers an origin that it refuses with nothing, so that one is refused here.
 */
@Singleton
class CrossOrigin {

    private static final Set<String> EXPOSED = Set.of("Location", "Link", "ETag", "Retry-After", Idempotency.REPLAYED,
            Prefer.APPLIED);
    private static final Set<String> ALLOWED = Set.of("Accept", "Content-Type", "Content-Encoding", "Last-Event-ID", "Prefer",
            "If-None-Match", "Authorization", "X-API-Key");
    private static final Duration PREFLIGHT_HOLDS = Duration.ofHours(1);
    private static final String ANY = "*";

    private final List<String> origins;
    private final List<Pattern> patterns;

    CrossOrigin(HttpConfig config) {
        this.origins = config.corsOrigins().orElse(List.of());
        this.patterns = CORSFilter.parseAllowedOriginsRegex(config.corsOrigins());
        origins.forEach(CrossOrigin::check);
        if (origins.contains(ANY) && origins.size() > 1) {
            throw new RefusedSetting("sessions.http.cors-origins: '*' stands for all origins, and so alone");
        }
    }

    private static void check(String origin) {
        if (!origin.equals(ANY) && !isPattern(origin) && !origin.equals(originOf(origin))) {
            throw new RefusedSetting("sessions.http.cors-origins: '" + origin
                    + "' is no origin; one is like https://console.example or http://localhost:3000, without a path");
        }
    }

    private static boolean isPattern(String origin) {
        return origin.length() > 1 && origin.startsWith("/") && origin.endsWith("/");
    }

    private static String originOf(String text) {
        try {
            URI uri = new URI(text);
            return uri.getScheme() + "://" + uri.getRawAuthority();
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** Early among those that look at every request, see {@code Drain} and {@code RequestLimit}. */
    void install(@Observes @Priority(1) Router router) {
        if (!origins.isEmpty()) {
            router.route().order(Integer.MIN_VALUE).handler(this::refuseForeign).handler(new CORSFilter(filterConfig()));
        }
    }

    private CORSConfig filterConfig() {
        return (CORSConfig) CORS.builder().origins(Set.copyOf(origins)).exposedHeaders(EXPOSED).headers(ALLOWED)
                .accessControlAllowCredentials(false).accessControlMaxAge(PREFLIGHT_HOLDS).build();
    }

    private void refuseForeign(RoutingContext context) {
        // Of one path each origin gets an answer of its own: no cache may give it to another.
        context.response().headers().add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        String origin = context.request().getHeader(HttpHeaders.ORIGIN);
        if (origin == null || isAllowed(origin, context.request())) {
            context.next();
        } else {
            context.fail(ProblemType.FORBIDDEN.status(), new ProblemException(ProblemType.FORBIDDEN,
                    "Pages of this origin are not among those that the service answers, see sessions.http.cors-origins."));
        }
    }

    private boolean isAllowed(String origin, HttpServerRequest request) {
        return origins.contains(ANY) || origins.contains(origin) || CORSFilter.isOriginAllowedByRegex(patterns, origin)
                || origin.equals(request.scheme() + "://" + request.authority());
    }
}
