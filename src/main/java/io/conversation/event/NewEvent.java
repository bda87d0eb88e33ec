package io.conversation.event;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;

import com.fasterxml.jackson.core.JsonParser;

import io.conversation.database.DocumentLimit;
import io.conversation.json.JsonFields;
import io.conversation.json.JsonFields.Kind;
import io.conversation.json.JsonObject;
import io.conversation.json.JsonText;
import io.conversation.json.StrictJson;
import io.conversation.problem.Violations;
import io.conversation.session.Identifiers;
import io.conversation.tenant.SessionId;

/**
 * An event as its client sends it. What is null was not given; {@code receivedAt} and {@code late} come with imported events
 * only.
 */
@Schema(description = "An event to append.", requiredProperties = { "eventId", "type",
        "payload" }, additionalProperties = Schema.False.class, properties = @SchemaProperty(name = "sessionId", type = SchemaType.STRING, description = "That of the path, or absent.", examples = "call-7f3a"))
public record NewEvent(
        @Schema(description = "Chosen by the client, unique in its session.", pattern = Identifiers.PATTERN, examples = "turn-004") String eventId,
        @Schema(description = "One of the configured types; by default user_speech, bot_speech, system.", examples = "user_speech") String type,
        @Schema(implementation = Object.class, type = SchemaType.OBJECT, description = "Any JSON object, nested 64 deep at the most.", examples = "{\"text\":\"a latte, please\"}") JsonObject payload,
        @Schema(description = "When it happened, RFC 3339; when it was received, if absent.", examples = "2026-01-01T00:00:04.120Z") Instant timestamp,
        @Schema(hidden = true) Instant receivedAt,
        @Schema(hidden = true) boolean late) {

    private static final Map<String, Kind> SHAPE = Map.of("eventId", Kind.STRING, "type", Kind.STRING, "payload",
            Kind.OBJECT, "timestamp", Kind.STRING, "sessionId", Kind.STRING);
    private static final Map<String, Kind> IMPORT_SHAPE = Map.of("eventId", Kind.STRING, "type", Kind.STRING, "payload",
            Kind.OBJECT, "timestamp", Kind.STRING, "sessionId", Kind.STRING, "receivedAt", Kind.STRING, "late",
            Kind.BOOLEAN);

    static NewEvent read(byte[] json, SessionId sessionId, EventTypes types) {
        return read(JsonText.of(json), sessionId, types);
    }

    static NewEvent read(JsonText json, SessionId sessionId, EventTypes types) {
        return StrictJson.readObject(json, parser -> read(parser, SHAPE, "", sessionId, types));
    }

    /** An imported event; {@code prefix} leads the names of fields in messages. */
    public static NewEvent readImported(JsonText json, String prefix, SessionId sessionId, EventTypes types) {
        return StrictJson.readObject(json, parser -> read(parser, IMPORT_SHAPE, prefix, sessionId, types));
    }

    private static NewEvent read(JsonParser parser, Map<String, Kind> shape, String prefix, SessionId sessionId,
            EventTypes types) throws IOException {
        Violations violations = new Violations();
        return of(JsonFields.read(parser, shape, prefix, violations), prefix, sessionId, types, violations);
    }

    /** From fields that were read as part of something larger. Throws what is wrong with them, and all that was so before. */
    public static NewEvent of(JsonFields fields, String prefix, SessionId sessionId, EventTypes types, Violations violations) {
        String eventId = fields.string("eventId");
        Identifiers.checkEventId(eventId, prefix + "eventId", violations);
        types.check(fields.string("type"), prefix + "type", violations);
        JsonObject payload = fields.object("payload");
        if (payload == null) {
            violations.add(prefix + "payload", "is required");
        }
        if (fields.has("sessionId") && !fields.string("sessionId").equals(sessionId.clientId())) {
            violations.add(prefix + "sessionId", "has to be that of the session, '" + sessionId + "', or absent");
        }
        Instant timestamp = fields.time("timestamp");
        Instant receivedAt = fields.time("receivedAt");
        violations.throwIfAny();
        DocumentLimit.check(payload, "event '" + eventId + "'");
        return new NewEvent(eventId, fields.string("type"), payload, timestamp, receivedAt,
                Boolean.TRUE.equals(fields.bool("late")));
    }
}
