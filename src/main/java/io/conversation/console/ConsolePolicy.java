package io.conversation.console;

import java.net.URI;
import java.util.Map;

import io.vertx.core.http.HttpServerResponse;

/**
 * What a page of the console may do, by the headers that it comes with: nothing but itself, and fetch tokens where it signs in.
 */
record ConsolePolicy(String text) {

    static final ConsolePolicy CLOSED = connecting("");

    private static final Map<String, String> HEADERS = Map.of(
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Cache-Control", "no-cache");

    /** Of the provider nothing but this one endpoint (CSP 3, 6.7.2.8: a path that does not end in a slash is matched whole). */
    static ConsolePolicy fetchingFrom(String endpoint) {
        URI uri = URI.create(endpoint);
        String source = uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
        return connecting(" " + source.replace(";", "%3B").replace(",", "%2C"));
    }

    private static ConsolePolicy connecting(String further) {
        return new ConsolePolicy(String.join("; ", "default-src 'none'", "script-src 'self'", "style-src 'self'",
                "img-src 'self' data:", "connect-src 'self'" + further, "base-uri 'none'", "form-action 'none'",
                "frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'"));
    }

    void set(HttpServerResponse response) {
        response.putHeader("Content-Security-Policy", text);
        HEADERS.forEach(response::putHeader);
    }
}
