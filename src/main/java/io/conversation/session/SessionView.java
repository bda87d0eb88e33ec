package io.conversation.session;

import java.time.Instant;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;

import io.conversation.json.JsonObject;

/** A session as it is answered. */
@JsonInclude(Include.ALWAYS)
@Schema(name = "Session", description = "A session.", requiredProperties = { "sessionId", "status", "language", "startedAt",
        "endedAt", "metadata" })
public record SessionView(
        @Schema(description = "As its client chose it.", examples = "call-7f3a") String sessionId,
        @Schema(description = "initiated when created, active from its first event, then completed or failed for ever.", examples = "active") SessionStatus status,
        @Schema(description = "BCP 47, as it was given.", examples = "en-US") String language,
        @Schema(description = "RFC 3339, UTC, milliseconds.", examples = "2026-01-01T00:00:00.000Z") Instant startedAt,
        @Schema(description = "null until the session has ended.", nullable = true, examples = "2026-01-01T00:03:20.000Z") Instant endedAt,
        @Schema(implementation = Object.class, type = SchemaType.OBJECT, description = "The client's JSON object.", examples = "{\"caller\":\"+15550100\"}") JsonObject metadata) {

    public static SessionView of(Session session) {
        return new SessionView(session.sessionId.clientId(), session.status, session.language, session.startedAt,
                endedAt(session), session.metadata);
    }

    /** Never before the start, also where it was stored when that was not yet refused. */
    private static Instant endedAt(Session session) {
        return session.endedAt != null && session.endedAt.isBefore(session.startedAt) ? session.startedAt : session.endedAt;
    }
}
