package io.conversation.security;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.conversation.problem.AllowedMethods;

/**
 * The one table of who may do what: a request that fits no row is for nobody. Of several rows the first counts, so a fixed path
 * stands before the template that it would fit as well.
 */
public final class Access {

    /** A row of GET is one of HEAD, too; what is open holds no data of anybody. */
    public static final List<Row> TABLE = List.of(
            row("POST", "/sessions", Scope.WRITE),
            row("GET", "/sessions", Scope.READ),
            row("DELETE", "/sessions", Scope.ADMIN),
            row("GET", "/sessions/export", Scope.ADMIN),
            row("POST", "/sessions/import", Scope.ADMIN),
            row("GET", "/sessions/{sessionId}", Scope.READ),
            row("DELETE", "/sessions/{sessionId}", Scope.ADMIN),
            row("POST", "/sessions/{sessionId}/complete", Scope.WRITE),
            row("POST", "/sessions/{sessionId}/events", Scope.WRITE),
            row("GET", "/sessions/{sessionId}/events", Scope.READ),
            row("POST", "/sessions/{sessionId}/events/batch", Scope.WRITE),
            row("GET", "/sessions/{sessionId}/events/stream", Scope.READ),
            row("GET", "/sessions/{sessionId}/events/{eventId}", Scope.READ),
            row("GET", "/feed", Scope.ADMIN),
            row("GET", "/feed/stream", Scope.ADMIN),
            row("GET", "/webhooks/deliveries", Scope.ADMIN),
            row("POST", "/webhooks/deliveries/retry", Scope.ADMIN),
            row("GET", "/q/metrics", Scope.ADMIN),
            row("GET", "/q/info", Scope.ADMIN),
            open("/q/health"),
            open("/q/health/*"),
            // What a browser needs in order to sign in: the console's files, the contract, and the page that shows it.
            open("/"),
            open("/index.html"),
            open("/console/*"),
            open("/q/openapi"),
            open("/q/swagger-ui"),
            open("/q/swagger-ui/*"),
            open("/swagger-ui/ndjson.js"),
            open("/swagger-ui/sign-in.js"));

    private Access() {
    }

    /** @param scope the one that is needed; none where anybody may */
    public record Row(String method, String template, Optional<Scope> scope, Pattern path) {

        boolean fits(String asked) {
            return path.matcher(asked).matches();
        }
    }

    private static Row row(String method, String template, Scope scope) {
        return new Row(method, template, Optional.of(scope), pattern(template));
    }

    private static Row open(String template) {
        return new Row("GET", template, Optional.empty(), pattern(template));
    }

    private static Pattern pattern(String template) {
        String regex = template.replace(".", "\\.").replaceAll("\\{[^}]+}", "[^/]+").replaceAll("\\*$", ".*");
        return Pattern.compile(regex.endsWith("/") || regex.endsWith(".*") ? regex : regex + "/?");
    }

    /** Empty when there is no such operation. */
    public static Optional<Row> find(String method, String path) {
        String asked = method.equals("HEAD") ? "GET" : method;
        return TABLE.stream().filter(row -> row.method().equals(asked) && row.fits(path)).findFirst();
    }

    /** The methods of a path, as a 405 tells them; empty when there is no such path. */
    static Optional<String> methods(String path) {
        return TABLE.stream().filter(row -> row.fits(path)).map(Row::template).findFirst()
                .map(template -> AllowedMethods.text(TABLE.stream().filter(row -> row.template().equals(template))
                        .map(Row::method).collect(Collectors.toSet())));
    }
}
