package io.conversation.problem;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** One broken rule, and the field or query parameter that breaks it. */
@RegisterForReflection
@Schema(description = "One broken rule.")
public record Violation(
        @Schema(description = "The field or query parameter.", examples = "eventId") String field,
        @Schema(description = "What it has to be.", examples = "is required") String message) {
}
