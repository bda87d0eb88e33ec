package io.conversation.problem;

import java.util.List;

/** What each problem looks like, for readers of the documentation. */
public final class ProblemExamples {

    private static final String EVENTS = "/sessions/call-7f3a/events";

    private ProblemExamples() {
    }

    public static Problem of(ProblemType type) {
        return switch (type) {
            case EVENT_CONFLICT ->
                problem(type, "Event 'turn-004' is stored with another payload; nothing was changed.", EVENTS);
            case EVENT_NOT_FOUND -> problem(type, "Session 'call-7f3a' has no event 'turn-004'.", EVENTS + "/turn-004");
            case FORBIDDEN -> problem(type,
                    "Pages of this origin are not among those that the service answers, see sessions.http.cors-origins.",
                    "/sessions");
            case INTERNAL_ERROR -> Problem.internal(EVENTS, "4bf92f3577b34da6a3ce929d0e0e4736");
            case INVALID_CURSOR -> problem(type,
                    "The cursor is none that this list gave out for the same order and filters; start without one.",
                    "/sessions");
            case MALFORMED_REQUEST -> problem(type, "'payload' has to be an object, not a string (line 1, column 55).", EVENTS);
            case SESSION_CONFLICT -> problem(type, "Session 'call-7f3a' is stored with another language; nothing was changed.",
                    "/sessions");
            case SESSION_ERASED -> problem(type, "Session 'call-7f3a' was erased; nothing was stored.", "/sessions");
            case SESSION_NOT_FOUND -> problem(type, "There is no session 'call-7f3a'.", "/sessions/call-7f3a");
            case TOO_LARGE -> problem(type, "The body is over 1 MiB.", EVENTS);
            case UNAUTHENTICATED -> problem(type, "The token is not valid here, or no longer.", EVENTS);
            case UNAVAILABLE -> problem(type,
                    "The database cannot be reached or is slow; what was sent may or may not be stored, repeating it settles it.",
                    EVENTS);
            case VALIDATION_FAILED -> Problem.of(type, "eventId is required (and 1 more)", EVENTS,
                    List.of(new Violation("eventId", "is required"),
                            new Violation("type", "has to be one of user_speech, bot_speech, system")));
            case METHOD_NOT_ALLOWED, NOT_ACCEPTABLE, NOT_FOUND, UNSUPPORTED_MEDIA_TYPE ->
                problem(type, ProblemResponses.detail(type), EVENTS);
        };
    }

    /** A broken rule not of the body but of the query. */
    public static Problem ofQuery() {
        return Problem.of(ProblemType.VALIDATION_FAILED, "limit has to be a whole number, 1 or more", "/sessions",
                List.of(new Violation("limit", "has to be a whole number, 1 or more")));
    }

    private static Problem problem(ProblemType type, String detail, String instance) {
        return Problem.of(type, detail, instance, List.of());
    }
}
