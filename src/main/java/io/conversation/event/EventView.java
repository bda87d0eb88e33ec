package io.conversation.event;

import java.time.Instant;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;

import io.conversation.json.JsonObject;

/** An event as it is answered. */
@JsonInclude(Include.NON_NULL)
@Schema(name = "Event", description = "An event; immutable.", requiredProperties = { "eventId", "sessionId", "type", "payload",
        "timestamp",
        "receivedAt" })
public record EventView(
        @Schema(description = "As its client chose it; unique in its session.", examples = "turn-004") String eventId,
        @Schema(description = "The session it belongs to.", examples = "call-7f3a") String sessionId,
        @Schema(description = "One of the configured types; by default user_speech, bot_speech, system.", examples = "user_speech") String type,
        @Schema(implementation = Object.class, type = SchemaType.OBJECT, description = "The client's JSON object.", examples = "{\"text\":\"a latte, please\"}") JsonObject payload,
        @Schema(description = "When it happened; RFC 3339, UTC, milliseconds.", examples = "2026-01-01T00:00:04.120Z") Instant timestamp,
        @Schema(description = "When the service took it.", examples = "2026-01-01T00:00:04.198Z") Instant receivedAt,
        @Schema(description = "true, and only then present, when the session had already ended.") Boolean late) {

    public static EventView of(Event event) {
        return new EventView(event.eventId, event.sessionId.clientId(), event.type, event.payload, event.timestamp,
                event.receivedAt,
                event.late ? true : null);
    }
}
