package io.conversation.http;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import io.conversation.problem.ProblemType;
import io.conversation.settings.RefusedSetting;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Health, metrics and info at a port of their own, where one is set: an ingress in front of the other port shows none of them.
 * Both ports have one router, so that who may ask is settled once. The framework's own management interface is settled when the
 * program is built, and there is one build for all.
 */
@Singleton
class ManagementPort {

    private static final Logger LOG = Logger.getLogger(ManagementPort.class);
    private static final String SETTING = "sessions.management.port";
    private static final List<String> PATHS = List.of("/q/health", "/q/metrics", "/q/info");
    private static final int IDLE_SECONDS = 75;

    private final Vertx vertx;
    private final OptionalInt port;
    private final String host;
    private HttpServer server;

    ManagementPort(Vertx vertx, ManagementConfig config, @ConfigProperty(name = "quarkus.http.host") String host,
            @ConfigProperty(name = "quarkus.http.port") int mainPort) {
        this.vertx = vertx;
        this.port = config.port();
        this.host = host;
        port.ifPresent(own -> requireUsable(own, mainPort));
    }

    private static void requireUsable(int own, int mainPort) {
        if (own < 1 || own > 65_535) {
            throw new RefusedSetting(SETTING + ": " + own + " has to be 1 to 65535");
        }
        if (own == mainPort) {
            throw new RefusedSetting(
                    SETTING + ": " + own + " is quarkus.http.port as well; leave it out to have all at one port");
        }
    }

    /** After what spells paths one way, and before anybody is asked who they are. */
    void install(@Observes @Priority(1) Router router) {
        port.ifPresent(own -> router.route().order(Integer.MIN_VALUE).handler(context -> {
            if (isManagement(context.normalizedPath()) == cameTo(own, context)) {
                context.next();
            } else {
                context.fail(ProblemType.NOT_FOUND.status());
            }
        }));
    }

    private static boolean isManagement(String path) {
        return PATHS.stream().anyMatch(own -> path.equals(own) || path.startsWith(own + "/"));
    }

    /** By the socket itself, whatever a proxy or a header says. */
    private static boolean cameTo(int port, RoutingContext context) {
        return context.request().connection().localAddress(true).port() == port;
    }

    /** Before the other port is there; so what was asked for and cannot be had ends the start. */
    void start(@Observes StartupEvent event) {
        port.ifPresent(own -> {
            try {
                server = vertx.createHttpServer(new HttpServerOptions().setHost(host).setPort(own).setIdleTimeout(IDLE_SECONDS))
                        .requestHandler(VertxHttpRecorder.getRootHandler()).listen().toCompletionStage().toCompletableFuture()
                        .join();
            } catch (CompletionException e) {
                throw new IllegalStateException(SETTING + ": cannot listen at " + host + ":" + own, e.getCause());
            }
            LOG.infof("Health, metrics and info are answered at port %d alone", own);
        });
    }

    /** Requests have been drained by then: readiness was told to the end. */
    void stop(@Observes ShutdownEvent event) {
        if (server != null) {
            server.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
