package io.conversation.console;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.conversation.webhook.Receiver;
import io.quarkus.runtime.LaunchMode;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
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

    private final boolean development = LaunchMode.current() == LaunchMode.DEVELOPMENT;
    private final Map<String, ConsoleFile> files = new ConcurrentHashMap<>();
    private final BrowserSignIn signIn;
    private final Receiver receiver;

    ConsoleRoutes(BrowserSignIn signIn, Receiver receiver) {
        this.signIn = signIn;
        this.receiver = receiver;
    }

    void install(@Observes Router router) {
        router.get("/console/mode").order(ORDER).handler(this::mode);
        router.get("/console/sign-in").order(ORDER).handler(this::signIn);
        for (String path : new String[] { "/", "/index.html", "/console/*" }) {
            router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).order(ORDER).handler(this::file);
        }
    }

    /** What the page offers here and not everywhere. */
    private void mode(RoutingContext context) {
        ConsolePolicy.CLOSED.set(context.response());
        context.response().putHeader("Content-Type", "application/json")
                .end("{\"demo\":" + development + ",\"webhooks\":" + receiver.isOn() + "}");
    }

    private void signIn(RoutingContext context) {
        here(signIn.described()).subscribe().with(told -> {
            ConsolePolicy.CLOSED.set(context.response());
            context.response().putHeader("Content-Type", "application/json").end(told.encode());
        }, context::fail);
    }

    private void file(RoutingContext context) {
        find(context.normalizedPath()).ifPresentOrElse(file -> answer(context.request(), file), context::next);
    }

    /** A page says where it may go for tokens, and so is another one where that is another place. */
    private void answer(HttpServerRequest request, ConsoleFile file) {
        if (!file.isPage()) {
            answer(request, file, ConsolePolicy.CLOSED);
            return;
        }
        here(signIn.policy()).subscribe().with(policy -> answer(request, file.under(policy), policy));
    }

    /** An answer of the provider comes on a context of its own. */
    private static <T> Uni<T> here(Uni<T> other) {
        Context own = Vertx.currentContext();
        return other.emitOn(step -> own.runOnContext(turn -> step.run()));
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

    private static void answer(HttpServerRequest request, ConsoleFile file, ConsolePolicy policy) {
        HttpServerResponse response = request.response();
        policy.set(response);
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
