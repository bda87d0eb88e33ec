package io.conversation.session;

import java.time.Instant;
import java.util.Map;

import org.bson.types.ObjectId;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.conversation.database.DocumentLimit;
import io.conversation.json.JsonFields;
import io.conversation.json.JsonFields.Kind;
import io.conversation.json.JsonObject;
import io.conversation.json.StrictJson;
import io.conversation.problem.Violations;
import io.conversation.tenant.SessionId;
import io.conversation.tenant.Tenant;

/** A session as its client sends it. What is null was not given; {@code endedAt} comes with imported sessions only. */
@Schema(description = "A session to create.", requiredProperties = { "sessionId",
        "language" }, additionalProperties = Schema.False.class)
public record NewSession(
        @Schema(implementation = String.class, description = "Chosen by the client, unique for ever.", pattern = Identifiers.PATTERN, examples = "call-7f3a") SessionId sessionId,
        @Schema(description = "A well-formed BCP 47 tag, kept as given.", examples = "en-US") String language,
        @Schema(implementation = Object.class, type = SchemaType.OBJECT, description = "Any JSON object, nested 64 deep at the most; {} when absent.", examples = "{\"caller\":\"+15550100\"}") JsonObject metadata,
        @Schema(description = "RFC 3339; the server's time when absent.", examples = "2026-01-01T00:00:00.000Z") Instant startedAt,
        @Schema(description = "initiated, the default, or active.", enumeration = {
                "initiated",
                "active" }, defaultValue = "initiated", examples = "initiated") SessionStatus status,
        @Schema(hidden = true) Instant endedAt){

    private static final Map<String, Kind> SHAPE = Map.of("sessionId", Kind.STRING, "language", Kind.STRING, "metadata",
            Kind.OBJECT, "startedAt", Kind.STRING, "status", Kind.STRING);

    static NewSession read(byte[] json, Tenant tenant) {
        return StrictJson.readObject(json, parser -> {
            Violations violations = new Violations();
            JsonFields fields = JsonFields.read(parser, SHAPE, "", violations);
            SessionStatus status = status(fields, violations);
            if (status != null && status.isEnded()) {
                violations.add("status", "has to be initiated or active; a session ends by completing it");
            }
            NewSession session = of(fields, tenant, status, null, violations);
            violations.throwIfAny();
            return session;
        });
    }

    /** From fields that were read as part of something larger; what is wrong with them goes to {@code violations}. */
    public static NewSession of(JsonFields fields, Tenant tenant, SessionStatus status, Instant endedAt,
            Violations violations) {
        String sessionId = fields.string("sessionId");
        Identifiers.checkSessionId(sessionId, "sessionId", violations);
        String language = fields.string("language");
        if (language == null) {
            violations.add("language", "is required");
        } else if (!LanguageTags.isWellFormed(language)) {
            violations.add("language", LanguageTags.RULE);
        }
        JsonObject metadata = fields.object("metadata");
        DocumentLimit.check(metadata, "session '" + sessionId + "'");
        Instant startedAt = fields.time("startedAt");
        if (startedAt != null && endedAt != null && endedAt.isBefore(startedAt)) {
            violations.add("endedAt", "must not be before startedAt");
        }
        return new NewSession(sessionId == null ? null : tenant.id(sessionId), language, metadata, startedAt, status, endedAt);
    }

    public static SessionStatus status(JsonFields fields, Violations violations) {
        String status = fields.string("status");
        if (status == null) {
            return null;
        }
        return SessionStatus.of(status).orElseGet(() -> {
            violations.add("status", "has to be initiated, active, completed or failed");
            return null;
        });
    }

    private Instant chosenStart(Instant now) {
        return endedAt != null && endedAt.isBefore(now) ? endedAt : now;
    }

    /** The session as it would be stored, were it new. */
    Session toSession(ObjectId id, Instant now) {
        Session session = new Session();
        session.id = id;
        session.sessionId = sessionId;
        session.status = status == null ? SessionStatus.INITIATED : status;
        session.language = language;
        session.startedAt = startedAt == null ? chosenStart(now) : startedAt;
        session.metadata = metadata == null ? JsonObject.EMPTY : metadata;
        return session;
    }
}
