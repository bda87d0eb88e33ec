package io.conversation.session;

import java.io.InputStream;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

import io.conversation.database.Deadlines;
import io.conversation.database.Places;
import io.conversation.http.BodyReader;
import io.conversation.http.Idempotency;
import io.conversation.http.PageLink;
import io.conversation.http.Prefer;
import io.conversation.http.QueryParameters;
import io.conversation.http.StoredSizes;
import io.conversation.http.Work;
import io.conversation.openapi.ApiDocument;
import io.conversation.tenant.CurrentTenant;
import io.conversation.tenant.SessionId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;

/** Sessions over HTTP: create, list, complete. */
@Path("/sessions")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = ApiDocument.SESSIONS)
public class SessionResource {

    private final SessionWriter writer;
    private final SessionCompleter completer;
    private final SessionListing listing;
    private final Deadlines deadlines;
    private final Places places;
    private final BodyReader bodies;
    private final Work work;
    private final StoredSizes sizes;
    private final CurrentTenant tenant;

    SessionResource(SessionWriter writer, SessionCompleter completer, SessionListing listing, Deadlines deadlines,
            Places places,
            BodyReader bodies, Work work, StoredSizes sizes, CurrentTenant tenant) {
        this.writer = writer;
        this.completer = completer;
        this.listing = listing;
        this.deadlines = deadlines;
        this.places = places;
        this.bodies = bodies;
        this.work = work;
        this.sizes = sizes;
        this.tenant = tenant;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "createSession", summary = "Create a session, or get the one that is there", description = SessionDocs.CREATE)
    @Parameter(ref = "Prefer")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = NewSession.class), examples = {
            @ExampleObject(name = "call", summary = "A phone call", value = SessionDocs.NEW_CALL),
            @ExampleObject(name = "least", summary = "Only what is required", value = SessionDocs.NEW_LEAST) }))
    @APIResponse(responseCode = "201", description = "Created now.")
    @APIResponse(responseCode = "200", description = "Stored before; nothing was changed.", content = @Content(schema = @Schema(implementation = SessionView.class), examples = @ExampleObject(name = "call", value = SessionDocs.CREATED)))
    @APIResponse(responseCode = "409", ref = "SessionConflict")
    @APIResponse(responseCode = "410", ref = "SessionErased")
    public RestResponse<SessionView> create(InputStream body, @Context HttpHeaders headers, @Context UriInfo uri) {
        QueryParameters.of(uri).violations().throwIfAny();
        Prefer prefer = Prefer.of(headers);
        NewSession session = NewSession.read(bodies.read(body, headers), tenant.get());
        awaitMemory();
        var written = places.at(session.sessionId().stored(), deadline -> writer.create(session, deadline));
        sizes.sessions.saw(written.session().metadata.size());
        if (prefer.isStrict()) {
            written.refuseDiffering();
        }
        return Idempotency.answer(SessionView.of(written.session()), written.isNew(),
                "/sessions/" + written.session().sessionId, prefer);
    }

    @GET
    @Operation(operationId = "listSessions", summary = "List sessions", description = SessionDocs.LIST)
    @Parameter(ref = "status")
    @Parameter(ref = "language")
    @Parameter(ref = "startedFrom")
    @Parameter(ref = "startedTo")
    @Parameter(ref = "endedFrom")
    @Parameter(ref = "endedTo")
    @Parameter(ref = "metadata")
    @Parameter(name = "order", in = ParameterIn.QUERY, description = "By time: `desc`, newest first, or `asc`, oldest first.", schema = @Schema(type = SchemaType.STRING, enumeration = {
            "desc", "asc" }, defaultValue = "desc", examples = "asc"))
    @Parameter(ref = "limit")
    @Parameter(ref = "cursor")
    @APIResponse(responseCode = "200", description = "A page of sessions; empty when none matches.", content = @Content(schema = @Schema(implementation = SessionPage.class), examples = @ExampleObject(name = "page", value = SessionDocs.PAGE)))
    public RestResponse<SessionPage> list(@Context UriInfo uri, @Context HttpServerRequest request) {
        SessionPage page = listing.page(uri, tenant.get(), deadlines.start());
        return PageLink.answer(page, page.pagination().nextCursor(), request);
    }

    /** Takes any media type by itself, since a completion without a body has none. */
    @POST
    @Path("/{sessionId}/complete")
    @Operation(operationId = "completeSession", summary = "Complete a session", description = SessionDocs.COMPLETE)
    @Parameter(ref = "Prefer")
    @RequestBody(required = false, content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Completion.class), examples = {
            @ExampleObject(name = "completed", summary = "It came to its end", value = SessionDocs.END),
            @ExampleObject(name = "failed", summary = "It broke off", value = SessionDocs.FAILURE) }))
    @APIResponse(responseCode = "200", description = "The session as it ended, now or before.", content = @Content(schema = @Schema(implementation = SessionView.class), examples = @ExampleObject(name = "completed", value = SessionDocs.ENDED)))
    @APIResponse(responseCode = "409", ref = "SessionConflict")
    public RestResponse<SessionView> complete(@PathParam("sessionId") SessionId sessionId, InputStream body,
            @Context HttpHeaders headers, @Context UriInfo uri) {
        QueryParameters.of(uri).violations().throwIfAny();
        Prefer prefer = Prefer.of(headers);
        byte[] json = bodies.read(body, headers);
        if (json.length > 0 && !MediaType.APPLICATION_JSON_TYPE.isCompatible(headers.getMediaType())) {
            throw new NotSupportedException();
        }
        awaitMemory();
        Completion completion = Completion.read(json);
        var written = places.at(sessionId.stored(),
                deadline -> completer.complete(sessionId, completion, prefer.isStrict(), deadline));
        return Idempotency.answer(SessionView.of(written.session()), written.isNew(), null, prefer);
    }

    /** For the session that is stored, and comes back. */
    private void awaitMemory() {
        work.expect(sizes.sessions.expected(1));
    }
}
