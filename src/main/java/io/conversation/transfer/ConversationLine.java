package io.conversation.transfer;

import java.time.Instant;
import java.util.List;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import io.conversation.json.JsonObject;
import io.conversation.session.Identifiers;
import io.conversation.session.SessionStatus;

/** A conversation as one line has it, for the OpenAPI document alone: it is read and written piece by piece. */
@Schema(name = "Conversation", description = "A whole conversation: one line of an import or export.", requiredProperties = {
        "sessionId", "language" }, additionalProperties = Schema.False.class)
record ConversationLine(
        @Schema(description = "Chosen by the client, unique for ever.", pattern = Identifiers.PATTERN, examples = "call-8c21") String sessionId,
        @Schema(description = "An import takes initiated for one that is absent.", examples = "completed") SessionStatus status,
        @Schema(description = "A well-formed BCP 47 tag.", examples = "en-US") String language,
        @Schema(description = "RFC 3339; the server's time when absent.", examples = "2026-01-01T09:00:00.000Z") Instant startedAt,
        @Schema(description = "Only with completed or failed; the server's time when absent then.", nullable = true, examples = "2026-01-01T09:00:30.000Z") Instant endedAt,
        @Schema(implementation = Object.class, type = SchemaType.OBJECT, description = "Any JSON object; {} when absent.", examples = "{\"caller\":\"+15550101\"}") JsonObject metadata,
        @Schema(description = "In their order; none when absent.") List<EventOfLine> events) {

    /** An event inside a line. */
    @Schema(name = "ConversationEvent", description = "An event of a conversation.", requiredProperties = { "eventId", "type",
            "payload" }, additionalProperties = Schema.False.class)
    record EventOfLine(
            @Schema(description = "Unique in its conversation.", pattern = Identifiers.PATTERN, examples = "turn-001") String eventId,
            @Schema(description = "Only in an import: the session's, or absent.", examples = "call-8c21") String sessionId,
            @Schema(description = "One of the configured types.", examples = "bot_speech") String type,
            @Schema(description = "When it happened, RFC 3339; receivedAt when absent.", examples = "2026-01-01T09:00:01.000Z") Instant timestamp,
            @Schema(implementation = Object.class, type = SchemaType.OBJECT, description = "Any JSON object.", examples = "{\"text\":\"Hello!\"}") JsonObject payload,
            @Schema(description = "When a service first took it; the server's time when absent.", examples = "2026-01-01T09:00:01.042Z") Instant receivedAt,
            @Schema(description = "Whether it came after the session's end; false when absent.") Boolean late) {
    }
}
