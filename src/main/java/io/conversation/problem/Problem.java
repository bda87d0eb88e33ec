package io.conversation.problem;

import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Problem details, RFC 9457. */
@RegisterForReflection
@JsonInclude(Include.NON_NULL)
@Schema(description = "Problem details, RFC 9457.", requiredProperties = { "type", "title", "status" })
public record Problem(
        @Schema(description = "What went wrong, as a URN to compare with.", examples = "urn:conversation-sessions:problem:validation-failed") String type,
        @Schema(description = "The type in words.", examples = "Validation failed") String title,
        @Schema(description = "The HTTP status.", examples = "400") int status,
        @Schema(description = "This occurrence in words.", examples = "eventId is required") String detail,
        @Schema(description = "The path of the request, a URI reference.", examples = "/sessions/call-7f3a/events") String instance,
        @Schema(description = "Only with validation-failed: every broken rule, 100 at the most.") List<Violation> violations,
        @Schema(description = "With internal-error: the log has the cause under this id. With all others only where traces are on: that of the request.", examples = "4bf92f3577b34da6a3ce929d0e0e4736") String traceId) {

    public static final String MEDIA_TYPE = "application/problem+json";

    public static Problem of(ProblemType type, String detail, String instance, List<Violation> violations) {
        return of(type, detail, instance, violations, null);
    }

    static Problem of(ProblemType type, String detail, String instance, List<Violation> violations, String traceId) {
        return new Problem(type.urn(), type.title(), type.status(), detail, instance,
                violations.isEmpty() ? null : violations, traceId);
    }

    /** The fixed text of an unexpected error: the cause stays in the log, under {@code traceId}. */
    public static Problem internal(String instance, String traceId) {
        return ProblemException.internal(traceId).toProblem(instance);
    }
}
