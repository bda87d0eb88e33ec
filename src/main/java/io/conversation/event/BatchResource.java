package io.conversation.event;

import static io.conversation.http.RequestBody.MAX_BATCH_BYTES;

import java.io.InputStream;
import java.util.List;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

import io.conversation.database.Places;
import io.conversation.http.BodyReader;
import io.conversation.http.Ndjson;
import io.conversation.http.Prefer;
import io.conversation.http.QueryParameters;
import io.conversation.http.Work;
import io.conversation.openapi.ApiDocument;
import io.conversation.session.Sessions;
import io.conversation.session.Tombstones;
import io.conversation.tenant.SessionId;
import io.smallrye.common.annotation.RunOnVirtualThread;

/** Up to a thousand events of a session in one request, each with an outcome of its own. */
@Path("/sessions")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = ApiDocument.EVENTS)
public class BatchResource {

    private static final int MULTI_STATUS = 207;

    private final EventAppender appender;
    private final EventTypes types;
    private final Places places;
    private final BodyReader bodies;
    private final Work work;
    private final Sessions sessions;
    private final Tombstones tombstones;

    BatchResource(EventAppender appender, EventTypes types, Places places, BodyReader bodies, Work work,
            Sessions sessions, Tombstones tombstones) {
        this.appender = appender;
        this.types = types;
        this.places = places;
        this.bodies = bodies;
        this.work = work;
        this.sessions = sessions;
        this.tombstones = tombstones;
    }

    @POST
    @Path("/{sessionId}/events/batch")
    @Consumes({ MediaType.APPLICATION_JSON, Ndjson.MEDIA_TYPE })
    @Operation(operationId = "appendEvents", summary = "Append many events", description = EventDocs.APPEND_MANY)
    @Parameter(ref = "Prefer")
    @RequestBody(required = true, content = {
            @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.ARRAY, implementation = NewEvent.class, minItems = 1, maxItems = Batch.MAX_EVENTS), examples = @ExampleObject(name = "two", summary = "Two turns", value = EventDocs.BATCH)),
            @Content(mediaType = Ndjson.MEDIA_TYPE, schema = @Schema(type = SchemaType.STRING, contentMediaType = Ndjson.MEDIA_TYPE, contentSchema = NewEvent.class), examples = @ExampleObject(name = "two", summary = "Two turns", value = EventDocs.BATCH)) })
    @APIResponse(responseCode = "207", description = "What became of each event.", content = @Content(schema = @Schema(implementation = BatchResult.class), examples = @ExampleObject(name = "two", value = EventDocs.BATCH_RESULT)))
    @APIResponse(responseCode = "410", ref = "SessionErased")
    public RestResponse<BatchResult> append(@PathParam("sessionId") SessionId sessionId, InputStream body,
            @Context HttpHeaders headers, @Context UriInfo uri) {
        QueryParameters.of(uri).violations().throwIfAny();
        Prefer prefer = Prefer.of(headers);
        byte[] sent = bodies.read(body, headers, MAX_BATCH_BYTES);
        Batch batch = Ndjson.TYPE.isCompatible(headers.getMediaType()) ? Batch.ofLines(sent) : Batch.ofArray(sent);
        append(batch, sessionId, prefer);
        var answer = RestResponse.ResponseBuilder.<BatchResult> create(MULTI_STATUS).entity(batch.result());
        if (prefer.isStrict()) {
            answer.header(Prefer.APPLIED, Prefer.HANDLING_STRICT);
        }
        return answer.build();
    }

    private void append(Batch batch, SessionId sessionId, Prefer prefer) {
        long body = work.taken();
        boolean any = false;
        while (!batch.isRead()) {
            List<NewEvent> events = batch.next(sessionId, types, work);
            if (!events.isEmpty()) {
                any = true;
                batch.took(appender.appendAll(sessionId, events), prefer);
            }
            work.keep(body);
        }
        if (!any) {
            places.at(sessionId.stored(), deadline -> {
                tombstones.refuse(sessionId, deadline);
                return sessions.require(sessionId, deadline);
            });
        }
    }
}
