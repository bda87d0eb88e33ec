package io.conversation.http;

import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.telemetry.Meters;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Sends away at once, before anything is read, what could only be answered too late. */
@Singleton
class RequestLimit {

    private static final String STREAM = "/events/stream";

    private final AtomicInteger active = new AtomicInteger();
    private final int most;
    private final Meters meters;

    RequestLimit(HttpConfig config, Meters meters) {
        this.most = config.maxRequests();
        this.meters = meters;
        meters.requests(active);
    }

    void install(@Observes Router router) {
        // After what turns failures into problems and what takes in small bodies: who sends slowly takes no place.
        router.route("/sessions*").order(Integer.MIN_VALUE + 2).handler(this::admit);
    }

    private void admit(RoutingContext context) {
        if (context.request().path().endsWith(STREAM)) {
            context.next();
        } else if (active.incrementAndGet() > most) {
            active.decrementAndGet();
            meters.requestsRejected.increment();
            context.fail(ProblemType.UNAVAILABLE.status(),
                    new ProblemException(ProblemType.UNAVAILABLE, "Too many requests are in work. Nothing was stored."));
        } else {
            context.addEndHandler(done -> active.decrementAndGet());
            context.next();
        }
    }
}
