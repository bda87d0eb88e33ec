package io.conversation.openapi;

import static io.conversation.problem.ProblemType.EVENT_CONFLICT;
import static io.conversation.problem.ProblemType.EVENT_NOT_FOUND;
import static io.conversation.problem.ProblemType.FORBIDDEN;
import static io.conversation.problem.ProblemType.INTERNAL_ERROR;
import static io.conversation.problem.ProblemType.INVALID_CURSOR;
import static io.conversation.problem.ProblemType.MALFORMED_REQUEST;
import static io.conversation.problem.ProblemType.METHOD_NOT_ALLOWED;
import static io.conversation.problem.ProblemType.NOT_ACCEPTABLE;
import static io.conversation.problem.ProblemType.SESSION_CONFLICT;
import static io.conversation.problem.ProblemType.SESSION_ERASED;
import static io.conversation.problem.ProblemType.SESSION_NOT_FOUND;
import static io.conversation.problem.ProblemType.TOO_LARGE;
import static io.conversation.problem.ProblemType.UNAUTHENTICATED;
import static io.conversation.problem.ProblemType.UNAVAILABLE;
import static io.conversation.problem.ProblemType.UNSUPPORTED_MEDIA_TYPE;
import static io.conversation.problem.ProblemType.VALIDATION_FAILED;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.ws.rs.core.HttpHeaders;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.conversation.http.Prefer;
import io.conversation.problem.Problem;
import io.conversation.problem.ProblemExamples;
import io.conversation.problem.ProblemType;

/**
 * The problem responses that operations share, by their name in {@code components.responses}, each with the rule that says
 * which operations may answer it. Of several that fit with one status the first counts, and before them the one that an
 * operation names itself.
 */
enum ProblemAnswer {
    BAD_PAGE("BadPageRequest", "A query parameter breaks a rule, or the cursor is not one of this list.",
            DescribedOperation::hasPages, VALIDATION_FAILED, INVALID_CURSOR),
    BAD_POSITION("BadPosition", """
            A query parameter is unknown or breaks a rule, or the position, `Last-Event-ID` or `after`, is none that was given \
            out.""",
            DescribedOperation::hasPositions, VALIDATION_FAILED, INVALID_CURSOR),
    BAD_BODY("BadRequest", "The body is not well-formed, or it breaks a rule; nothing was stored.",
            DescribedOperation::takesJson, MALFORMED_REQUEST, VALIDATION_FAILED),
    BAD_QUERY("BadQuery", "A query parameter is unknown or breaks a rule.", DescribedOperation::isAny, VALIDATION_FAILED),
    NOT_SIGNED_IN("Unauthenticated", "Only where sign-in is set: there is no token or key, or none that is valid here.",
            DescribedOperation::isAny, UNAUTHENTICATED),
    FOREIGN_ORIGIN("Forbidden", """
            Only where sign-in is set: the token or key does not have the scope, or names no tenant where there are some. Only \
            where origins are set: the page that asks is of another one.""", DescribedOperation::isAny,
            FORBIDDEN),
    NO_EVENT("EventNotFound", "There is no such event, or no such session.", DescribedOperation::isOfEvent, EVENT_NOT_FOUND,
            SESSION_NOT_FOUND),
    NO_SESSION("SessionNotFound", "There is no such session.", DescribedOperation::isOfSession, SESSION_NOT_FOUND),
    WRONG_METHOD("MethodNotAllowed", "Answers any other method on this path.", DescribedOperation::isAny, METHOD_NOT_ALLOWED),
    WRONG_ACCEPT("NotAcceptable", "The `Accept` header asks for a media type that is not given here.",
            DescribedOperation::isAny, NOT_ACCEPTABLE),
    SESSION_DIFFERS("SessionConflict", "Only with `Prefer: handling=strict`: the session is stored with other content.",
            DescribedOperation::isNone, SESSION_CONFLICT),
    ERASED("SessionErased", "The session was erased, and its erasure still stands; nothing was stored.",
            DescribedOperation::isNone, SESSION_ERASED),
    EVENT_DIFFERS("EventConflict", "Only with `Prefer: handling=strict`: the event is stored with other content.",
            DescribedOperation::isNone, EVENT_CONFLICT),
    LARGE_BODY("TooLarge", "The body is over its limit; nothing was stored.", DescribedOperation::takesJson, TOO_LARGE),
    WRONG_CONTENT("UnsupportedMediaType",
            "The `Content-Type` is not one that is read here, or the `Content-Encoding` neither gzip nor none.",
            DescribedOperation::takesBody,
            UNSUPPORTED_MEDIA_TYPE),
    DEFECT("InternalError", "A defect of the service; its log has the cause under the `traceId` of the answer.",
            DescribedOperation::isAny, INTERNAL_ERROR),
    NO_DATABASE("Unavailable", """
            The database is away or slow, or there is too much to do. A write may or may not be stored; repeating it settles \
            it.""", DescribedOperation::isAny, UNAVAILABLE);

    private static final TypeReference<Map<String, Object>> MEMBERS = new TypeReference<>() {
    };

    private final String component;
    private final String description;
    private final Rule rule;
    private final List<ProblemType> types;

    /** Which operations may answer the problem. */
    @FunctionalInterface
    interface Rule {
        boolean holds(DescribedOperation operation);
    }

    ProblemAnswer(String component, String description, Rule rule, ProblemType... types) {
        this.component = component;
        this.description = description;
        this.rule = rule;
        this.types = List.of(types);
    }

    String component() {
        return component;
    }

    String status() {
        return Integer.toString(types.getFirst().status());
    }

    boolean mayComeFrom(DescribedOperation operation) {
        return rule.holds(operation);
    }

    APIResponse response() {
        MediaType content = OASFactory.createMediaType().schema(OASFactory.createSchema().ref("Problem"));
        ObjectMapper mapper = new ObjectMapper();
        types.forEach(type -> content.addExample(type.kebab(), OASFactory.createExample().summary(type.title())
                .value(mapper.convertValue(example(type), MEMBERS))));
        APIResponse response = OASFactory.createAPIResponse().description(description)
                .content(OASFactory.createContent().addMediaType(Problem.MEDIA_TYPE, content));
        header().ifPresent(name -> response.addHeader(name, OASFactory.createHeader().ref(name)));
        return response;
    }

    private Optional<String> header() {
        return switch (this) {
            case WRONG_METHOD -> Optional.of(HttpHeaders.ALLOW);
            case SESSION_DIFFERS, EVENT_DIFFERS -> Optional.of(Prefer.APPLIED);
            case NOT_SIGNED_IN -> Optional.of(HttpHeaders.WWW_AUTHENTICATE);
            case NO_DATABASE -> Optional.of(HttpHeaders.RETRY_AFTER);
            case BAD_PAGE, BAD_POSITION, BAD_BODY, BAD_QUERY, FOREIGN_ORIGIN, NO_EVENT, NO_SESSION, WRONG_ACCEPT, ERASED,
                    LARGE_BODY,
                    WRONG_CONTENT, DEFECT ->
                Optional.empty();
        };
    }

    private Problem example(ProblemType type) {
        boolean ofQuery = type == VALIDATION_FAILED && this != BAD_BODY;
        return ofQuery ? ProblemExamples.ofQuery() : ProblemExamples.of(type);
    }
}
