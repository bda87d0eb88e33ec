package io.conversation.problem;

import java.util.List;

import io.conversation.telemetry.TraceIds;

/** An error with its place in the contract; thrown anywhere, written once by {@link ProblemResponses}. */
public final class ProblemException extends RuntimeException {

    private final ProblemType type;
    private final transient List<Violation> violations;
    private final String traceId;

    public ProblemException(ProblemType type, String detail) {
        this(type, detail, List.of());
    }

    public ProblemException(ProblemType type, String detail, List<Violation> violations) {
        this(type, detail, violations, null);
    }

    private ProblemException(ProblemType type, String detail, List<Violation> violations, String traceId) {
        super(detail, null, false, false);
        this.type = type;
        this.violations = violations;
        this.traceId = traceId;
    }

    /** The fixed text of an unexpected error: the cause stays in the log, under {@code traceId}. */
    static ProblemException internal(String traceId) {
        return new ProblemException(ProblemType.INTERNAL_ERROR, "The service failed unexpectedly; the log tells why.",
                List.of(),
                traceId);
    }

    public static ProblemException malformed(String detail) {
        return new ProblemException(ProblemType.MALFORMED_REQUEST, detail);
    }

    public static ProblemException invalid(String field, String message) {
        Violations violations = new Violations();
        violations.add(field, message);
        return violations.exception();
    }

    /** What is stored differs from what was sent, in these fields. */
    public static ProblemException conflict(ProblemType type, String resource, List<String> differing) {
        return new ProblemException(type,
                resource + " is stored with another " + String.join(", ", differing) + "; nothing was changed.",
                differing.stream().map(field -> new Violation(field, "differs from what is stored")).toList());
    }

    public static ProblemException tooLarge(String detail) {
        return new ProblemException(ProblemType.TOO_LARGE, detail);
    }

    public ProblemType type() {
        return type;
    }

    /** Whether the same request may succeed later. */
    public boolean isUnavailable() {
        return type == ProblemType.UNAVAILABLE;
    }

    public List<Violation> violations() {
        return violations;
    }

    /**
     * The body that tells it; {@code instance} is the path of the request, or null inside a stream. Where traces are on, the
     * request's is named in it.
     */
    public Problem toProblem(String instance) {
        String trace = traceId != null || instance == null ? traceId : TraceIds.current().orElse(null);
        return Problem.of(type, getMessage(), instance, violations, trace);
    }
}
