package io.conversation.problem;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Errors from below the resources (a path that cannot be decoded, a broken request) are problem documents, too. */
@Singleton
class ProblemRoutes {

    private final ObjectMapper mapper;
    private final ProblemResponses responses;

    ProblemRoutes(ObjectMapper mapper, ProblemResponses responses) {
        this.mapper = mapper;
        this.responses = responses;
    }

    void install(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(RoutingContext::next).failureHandler(this::failed);
        router.route().order(Integer.MAX_VALUE).handler(context -> answer(context, of(context, ProblemType.NOT_FOUND)));
        for (int status : new int[] { 400, 404, 405, 406, 413, 414, 415, 431 }) {
            router.errorHandler(status, this::failed);
        }
    }

    private void failed(RoutingContext context) {
        if (context.response().headWritten()) {
            context.next();
        } else if (context.failure() instanceof ProblemException e) {
            answer(context, e.toProblem(context.request().path()));
        } else if (context.statusCode() >= 400 && context.statusCode() < 500) {
            answer(context, of(context, ProblemType.ofStatus(context.statusCode())));
        } else if (context.statusCode() == ProblemType.UNAVAILABLE.status()) {
            answer(context, of(context, ProblemType.UNAVAILABLE));
        } else {
            answer(context, responses.internal(context.failure(), context.request().path(),
                    context.request().getHeader("traceparent")));
        }
    }

    private static Problem of(RoutingContext context, ProblemType type) {
        return new ProblemException(type, ProblemResponses.detail(type)).toProblem(context.request().path());
    }

    private void answer(RoutingContext context, Problem problem) {
        try {
            if (problem.status() == ProblemType.UNAVAILABLE.status()) {
                context.response().putHeader("Retry-After", Integer.toString(ProblemResponses.RETRY_AFTER_SECONDS));
            }
            context.response().setStatusCode(problem.status()).putHeader("Content-Type", Problem.MEDIA_TYPE)
                    .end(mapper.writeValueAsString(problem));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A problem is always JSON", e);
        }
    }
}
