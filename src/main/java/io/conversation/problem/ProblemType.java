package io.conversation.problem;

import java.util.Locale;

/**
 * Every error that leaves the service, with its HTTP status and title. The name in the {@code type} URN is the constant's, in
 * kebab case.
 */
public enum ProblemType {
    EVENT_CONFLICT(409, "Another event has this id"),
    EVENT_NOT_FOUND(404, "No such event"),
    FORBIDDEN(403, "Not allowed"),
    INTERNAL_ERROR(500, "Internal error"),
    INVALID_CURSOR(400, "Invalid cursor"),
    MALFORMED_REQUEST(400, "Malformed request"),
    METHOD_NOT_ALLOWED(405, "Method not allowed"),
    NOT_ACCEPTABLE(406, "Not acceptable"),
    NOT_FOUND(404, "Not found"),
    SESSION_CONFLICT(409, "The stored session differs"),
    SESSION_ERASED(410, "The session was erased"),
    SESSION_NOT_FOUND(404, "No such session"),
    TOO_LARGE(413, "Too large"),
    UNAUTHENTICATED(401, "Not signed in"),
    UNAVAILABLE(503, "Temporarily unavailable"),
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
    VALIDATION_FAILED(400, "Validation failed");

    private static final String URN = "urn:conversation-sessions:problem:";

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** Whether its request has to be changed before it is sent again; a client may drop it. */
    public boolean isOfClient() {
        return status < 500;
    }

    /** The last part of the URN: {@code session-not-found}. */
    public String kebab() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String urn() {
        return URN + kebab();
    }

    /** The type that stands for an HTTP error status which the framework chose by itself. */
    static ProblemType ofStatus(int status) {
        return switch (status) {
            case 401 -> UNAUTHENTICATED;
            case 403 -> FORBIDDEN;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 406 -> NOT_ACCEPTABLE;
            case 413 -> TOO_LARGE;
            case 415 -> UNSUPPORTED_MEDIA_TYPE;
            case 503 -> UNAVAILABLE;
            default -> status < 500 ? MALFORMED_REQUEST : INTERNAL_ERROR;
        };
    }
}
