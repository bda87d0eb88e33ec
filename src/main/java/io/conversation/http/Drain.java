package io.conversation.http;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Once the process has been told to end, and {@code quarkus.shutdown.delay} is over, takes no more requests: 503 at once, and
 * connections of HTTP/1 close with their answers. Requests accepted before are waited for by the server, which by itself would
 * go on taking new ones until, at last, it takes some that it can no longer serve.
 */
@Singleton
public class Drain {

    private static final Logger LOG = Logger.getLogger(Drain.class);

    private final Optional<Duration> delay;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean draining;
    private volatile Thread hook;

    Drain(@ConfigProperty(name = "quarkus.shutdown.delay") Optional<Duration> delay) {
        this.delay = delay;
    }

    /** Has something done when the draining begins: what is open for long must not be waited for. */
    public void onDrain(Runnable listener) {
        listeners.add(listener);
    }

    /** SIGTERM runs it beside the server's own hook; nothing tells the application of the end before requests are drained. */
    void start(@Observes StartupEvent event) {
        hook = new Thread(this::afterDelay, "drain");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    void stop(@Observes ShutdownEvent event) {
        drain();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("The hook is running");
        }
    }

    private void afterDelay() {
        try {
            Thread.sleep(delay.orElse(Duration.ZERO));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        drain();
    }

    private void drain() {
        draining = true;
        listeners.forEach(Runnable::run);
    }

    /** Health and metrics are answered to the end. */
    void install(@Observes Router router) {
        router.route("/sessions*").order(Integer.MIN_VALUE).handler(this::admit);
        router.route("/feed*").order(Integer.MIN_VALUE).handler(this::admit);
        router.route("/webhooks*").order(Integer.MIN_VALUE).handler(this::admit);
    }

    private void admit(RoutingContext context) {
        if (draining) {
            closeAfterAnswer(context);
            context.fail(503);
            return;
        }
        context.addHeadersEndHandler(begun -> {
            if (draining) {
                closeAfterAnswer(context);
            }
        });
        context.next();
    }

    /** Lest the client send its next request to a connection that is about to be closed. */
    private static void closeAfterAnswer(RoutingContext context) {
        if (context.request().version() != HttpVersion.HTTP_2) {
            context.response().headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            context.addEndHandler(sent -> context.request().connection().close());
        }
    }
}
