package io.conversation.session;

import java.time.Instant;
import java.util.Map;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.conversation.json.JsonFields;
import io.conversation.json.JsonFields.Kind;
import io.conversation.json.JsonObject;
import io.conversation.json.Rfc3339;
import io.conversation.json.StrictJson;
import io.conversation.problem.ProblemException;
import io.conversation.problem.Violations;

/** How a session is to end, and what is known only then; {@code endedAt} is null for the server's time. */
@Schema(description = "How the session ends.", additionalProperties = Schema.False.class)
public record Completion(
        @Schema(description = "completed, the default, or failed.", enumeration = {
                "completed",
                "failed" }, defaultValue = "completed", examples = "completed") SessionStatus status,
        @Schema(description = "RFC 3339, not before startedAt; the server's time when absent.", examples = "2026-01-01T00:03:20.000Z") Instant endedAt,
        @Schema(implementation = Object.class, type = SchemaType.OBJECT, description = "Added to the session's metadata; keys that are there already stay as they are.", examples = "{\"outcome\":\"ordered\"}") JsonObject metadata){

    private static final Map<String, Kind> SHAPE = Map.of("status", Kind.STRING, "endedAt", Kind.STRING, "metadata",
            Kind.OBJECT);

    /** Refuses an end before the start; of a session that has ended already nothing is asked. */
    public void checkEnds(Session session) {
        if (!session.status.isEnded() && endedAt != null && endedAt.isBefore(session.startedAt)) {
            throw ProblemException.invalid("endedAt",
                    "must not be before startedAt, which is " + Rfc3339.format(session.startedAt));
        }
    }

    /** The end that is asked for, else now, and not before the start. */
    Instant endedAt(Session session, Instant now) {
        if (endedAt != null) {
            return endedAt;
        }
        return now.isBefore(session.startedAt) ? session.startedAt : now;
    }

    static Completion read(byte[] json) {
        if (json.length == 0) {
            return new Completion(SessionStatus.COMPLETED, null, null);
        }
        return StrictJson.readObject(json, parser -> {
            Violations violations = new Violations();
            return of(JsonFields.read(parser, SHAPE, "", violations), violations);
        });
    }

    /** From fields that were read as part of something larger. Throws what is wrong with them, and all that was so before. */
    public static Completion of(JsonFields fields, Violations violations) {
        SessionStatus status = NewSession.status(fields, violations);
        if (status != null && !status.isEnded()) {
            violations.add("status", "has to be completed or failed");
        }
        Instant endedAt = fields.time("endedAt");
        JsonObject metadata = fields.object("metadata");
        violations.throwIfAny();
        return new Completion(status == null ? SessionStatus.COMPLETED : status, endedAt, metadata);
    }
}
