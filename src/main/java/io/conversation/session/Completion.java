package io.conversation.session;

import java.time.Instant;
import java.util.Map;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.conversation.json.JsonFields;
import io.conversation.json.JsonFields.Kind;
import io.conversation.json.StrictJson;
import io.conversation.problem.Violations;

/** How a session is to end; {@code endedAt} is null for the server's time. */
@Schema(description = "How the session ends.", additionalProperties = Schema.False.class)
public record Completion(
        @Schema(description = "completed, the default, or failed.", enumeration = {
                "completed",
                "failed" }, defaultValue = "completed", examples = "completed") SessionStatus status,
        @Schema(description = "RFC 3339; the server's time when absent.", examples = "2026-01-01T00:03:20.000Z") Instant endedAt){

    private static final Map<String, Kind> SHAPE = Map.of("status", Kind.STRING, "endedAt", Kind.STRING);

    static Completion read(byte[] json) {
        if (json.length == 0) {
            return new Completion(SessionStatus.COMPLETED, null);
        }
        return StrictJson.readObject(json, parser -> {
            Violations violations = new Violations();
            JsonFields fields = JsonFields.read(parser, SHAPE, "", violations);
            SessionStatus status = NewSession.status(fields, violations);
            if (status != null && !status.isEnded()) {
                violations.add("status", "has to be completed or failed");
            }
            Instant endedAt = fields.time("endedAt");
            violations.throwIfAny();
            return new Completion(status == null ? SessionStatus.COMPLETED : status, endedAt);
        });
    }
}
