package io.conversation.transfer;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;

import io.conversation.problem.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** What became of one line of an import. */
@RegisterForReflection
@JsonInclude(Include.NON_NULL)
@Schema(description = "What became of one line of an import.", requiredProperties = { "line", "created", "replayed", "failed" })
public record ImportResult(
        @Schema(description = "Counted from 1.", examples = "1") long line,
        @Schema(description = "Absent when it could not be read.", examples = "call-7f3a") String sessionId,
        @Schema(description = "Absent when the line was refused.", enumeration = {
                "created",
                "replayed" }, examples = "created") String session,
        @Schema(description = "Events stored now.", examples = "12") int created,
        @Schema(description = "Events that were stored before.", examples = "0") int replayed,
        @Schema(description = "Of those stored before, how many differ from what was sent; absent when none does.", examples = "1") Integer differing,
        @Schema(description = "Events refused; the problem names each.", examples = "0") int failed,
        @Schema(description = "Only when something of the line was refused.") Problem problem){
}
