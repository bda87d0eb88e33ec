package io.conversation.erasure;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;

import io.conversation.problem.Problem;
import io.conversation.tenant.SessionId;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** What became of one session of several that were to be erased; or, last of all, how many there were. */
@RegisterForReflection
@JsonInclude(Include.NON_NULL)
@Schema(description = "What became of one session, or, as the last line alone, how many were erased and how many not.")
public record ErasureResult(
        @Schema(description = "Absent from the last line.", examples = "call-7f3a") String sessionId,
        @Schema(description = "204 erased, else the problem's; absent from the last line.", examples = "204") Integer status,
        @Schema(description = "Only for a session that could not be erased.") Problem problem,
        @Schema(description = "Only in the last line: sessions that were erased.", examples = "12") Long erased,
        @Schema(description = "Only in the last line: sessions that could not be.", examples = "0") Long failed) {

    private static final int GONE = 204;

    static ErasureResult erased(SessionId sessionId) {
        return new ErasureResult(sessionId.clientId(), GONE, null, null, null);
    }

    static ErasureResult failed(SessionId sessionId, Problem problem) {
        return new ErasureResult(sessionId.clientId(), problem.status(), problem, null, null);
    }

    static ErasureResult total(long erased, long failed) {
        return new ErasureResult(null, null, null, erased, failed);
    }
}
