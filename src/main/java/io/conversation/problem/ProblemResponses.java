package io.conversation.problem;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;

import jakarta.inject.Singleton;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import com.fasterxml.jackson.core.JsonProcessingException;

import io.conversation.telemetry.LogFields;
import io.conversation.telemetry.TraceIds;
import io.vertx.ext.web.RoutingContext;

/**
 * The one place where an exception becomes an answer: ours as it is, the framework's by its status, anything else as
 * {@code internal-error} with the cause in the log alone.
 */
@Singleton
public class ProblemResponses {

    /** Seconds after which a refused request is worth repeating: about what an election of a primary takes. */
    public static final int RETRY_AFTER_SECONDS = 2;

    private static final Logger LOG = Logger.getLogger(ProblemResponses.class);

    private final SecureRandom random = new SecureRandom();
    private final AllowedMethods allowedMethods;

    ProblemResponses(AllowedMethods allowedMethods) {
        this.allowedMethods = allowedMethods;
    }

    @ServerExceptionMapper
    public Response problem(ProblemException e, RoutingContext context) {
        Response answer = response(e.toProblem(context.request().path()));
        if (e.type().status() == Response.Status.CONFLICT.getStatusCode()) {
            // Only who prefers strict handling (RFC 7240) is ever told of a conflict.
            answer.getHeaders().putSingle("Preference-Applied", "handling=strict");
        }
        if (e.type() == ProblemType.UNSUPPORTED_MEDIA_TYPE) {
            // Ours is only ever of the encoding (RFC 9110, 15.5.16); that of the media type is the framework's.
            answer.getHeaders().putSingle(HttpHeaders.ACCEPT_ENCODING, "gzip");
        }
        return answer;
    }

    /** By itself, as the framework's own mapper for it would answer with a page of HTML. */
    @ServerExceptionMapper
    public Response notFound(NotFoundException e, RoutingContext context) {
        return ofStatus(e, context);
    }

    @ServerExceptionMapper
    public Response ofStatus(WebApplicationException e, RoutingContext context) {
        Response own = e.getResponse();
        if (own.getStatus() < 400) {
            return own;
        }
        ProblemType type = ProblemType.ofStatus(own.getStatus());
        Response answer = response(new ProblemException(type, detail(type)).toProblem(context.request().path()));
        if (type == ProblemType.METHOD_NOT_ALLOWED) {
            answer.getHeaders().putSingle(HttpHeaders.ALLOW, allowedMethods.of(context.normalizedPath()));
        }
        return answer;
    }

    /** The client went away, or was silent for too long: no failure of ours, and hardly anybody left to be told. */
    @ServerExceptionMapper
    public Response broken(IOException e, RoutingContext context, HttpHeaders headers) {
        if (e instanceof JsonProcessingException) {
            return unexpected(e, context, headers);
        }
        LOG.debugf(e, "The connection broke during %s", context.request().path());
        return response(ProblemException.malformed("The body ended before it was whole.").toProblem(context.request().path()));
    }

    @ServerExceptionMapper
    public Response unexpected(Throwable e, RoutingContext context, HttpHeaders headers) {
        return response(internal(e, context.request().path(), headers.getHeaderString("traceparent")));
    }

    /** Logs the cause under the id that the problem carries: the trace's, or a new one. */
    public Problem internal(Throwable cause, String instance, String traceParent) {
        return internal(cause, traceId(traceParent)).toProblem(instance);
    }

    /** The same for one of several that are answered together, under an id of its own. */
    public ProblemException internal(Throwable cause) {
        return internal(cause, traceId(null));
    }

    private static ProblemException internal(Throwable cause, String traceId) {
        LogFields.with(Map.of(LogFields.TRACE, traceId), () -> LOG.errorf(cause, "Unexpected failure, traceId %s", traceId));
        return ProblemException.internal(traceId);
    }

    private String traceId(String traceParent) {
        return TraceIds.of(traceParent).orElseGet(() -> {
            byte[] id = new byte[16];
            random.nextBytes(id);
            return HexFormat.of().formatHex(id);
        });
    }

    static String detail(ProblemType type) {
        return switch (type) {
            case UNAUTHENTICATED -> "The request is of nobody who has signed in.";
            case FORBIDDEN -> "The request is not allowed.";
            case NOT_FOUND -> "There is nothing at this path.";
            case METHOD_NOT_ALLOWED -> "The path does not take this method.";
            case NOT_ACCEPTABLE -> "None of the media types of the Accept header can be given here.";
            case UNSUPPORTED_MEDIA_TYPE -> "The Content-Type is not one that is read here.";
            case TOO_LARGE -> "The request is too large.";
            case UNAVAILABLE -> "The service cannot answer right now.";
            case MALFORMED_REQUEST -> "The request is not well-formed.";
            case INTERNAL_ERROR -> "The service failed unexpectedly.";
            case EVENT_CONFLICT, EVENT_NOT_FOUND, INVALID_CURSOR, SESSION_CONFLICT, SESSION_ERASED, SESSION_NOT_FOUND,
                    VALIDATION_FAILED ->
                type.title() + ".";
        };
    }

    public Response answer(Problem problem) {
        return response(problem);
    }

    static Response response(Problem problem) {
        Response.ResponseBuilder answer = Response.status(problem.status())
                .type(MediaType.valueOf(Problem.MEDIA_TYPE)).entity(problem);
        if (problem.status() == ProblemType.UNAVAILABLE.status()) {
            answer.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return answer.build();
    }
}
