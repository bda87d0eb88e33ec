package io.conversation.transfer;

import java.io.IOException;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import com.fasterxml.jackson.core.JsonGenerator;

import io.conversation.event.Event;
import io.conversation.event.EventListing;
import io.conversation.http.Ndjson;
import io.conversation.openapi.ApiDocument;
import io.conversation.session.Session;
import io.conversation.session.SessionListing;
import io.conversation.session.SessionView;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;

/** Whole conversations out, in the format of the import; a line is written while its events are read. */
@Path("/sessions/export")
@RunOnVirtualThread
@Tag(name = ApiDocument.TRANSFER)
public class ExportResource {

    private final SessionListing sessions;
    private final EventListing events;
    private final Ndjson ndjson;

    ExportResource(SessionListing sessions, EventListing events, Ndjson ndjson) {
        this.sessions = sessions;
        this.events = events;
        this.ndjson = ndjson;
    }

    @GET
    @Produces(Ndjson.MEDIA_TYPE)
    @Operation(operationId = "exportConversations", summary = "Export whole conversations", description = TransferDocs.EXPORT)
    @Parameter(ref = "status")
    @Parameter(ref = "language")
    @Parameter(ref = "startedFrom")
    @Parameter(ref = "startedTo")
    @Parameter(ref = "metadata")
    @Parameter(ref = "order")
    @APIResponse(responseCode = "200", description = "One conversation a line.", content = @Content(mediaType = Ndjson.MEDIA_TYPE, schema = @Schema(type = SchemaType.STRING, contentMediaType = Ndjson.MEDIA_TYPE, contentSchema = ConversationLine.class), examples = @ExampleObject(name = "one", value = TransferDocs.EXPORTED)))
    public StreamingOutput export(@Context UriInfo uri, @Context RoutingContext context) {
        return ndjson.streamLines(sessions.all(sessions.selectAll(uri)), this::write, context);
    }

    private void write(Session stored, JsonGenerator generator) throws IOException {
        SessionView session = SessionView.of(stored);
        generator.writeStartObject();
        generator.writePOJOField("sessionId", session.sessionId());
        generator.writePOJOField("status", session.status());
        generator.writePOJOField("language", session.language());
        generator.writePOJOField("startedAt", session.startedAt());
        generator.writePOJOField("endedAt", session.endedAt());
        generator.writePOJOField("metadata", session.metadata());
        generator.writeArrayFieldStart("events");
        for (Event event : events.all(session.sessionId())) {
            write(event, generator);
        }
        generator.writeEndArray();
        generator.writeEndObject();
        generator.writeRaw('\n');
    }

    /** Without the session's id, which stands in front of them all. */
    private static void write(Event event, JsonGenerator generator) throws IOException {
        generator.writeStartObject();
        generator.writeStringField("eventId", event.eventId);
        generator.writeStringField("type", event.type);
        generator.writePOJOField("timestamp", event.timestamp);
        generator.writePOJOField("payload", event.payload);
        generator.writePOJOField("receivedAt", event.receivedAt);
        if (event.late) {
            generator.writeBooleanField("late", true);
        }
        generator.writeEndObject();
    }
}
