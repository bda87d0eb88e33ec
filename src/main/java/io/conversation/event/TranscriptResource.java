package io.conversation.event;

import java.util.Optional;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

import io.conversation.database.Deadline;
import io.conversation.database.Places;
import io.conversation.http.IfNoneMatch;
import io.conversation.http.Kept;
import io.conversation.http.PageLink;
import io.conversation.http.QueryParameters;
import io.conversation.http.StoredSizes;
import io.conversation.http.Work;
import io.conversation.openapi.ApiDocument;
import io.conversation.paging.Slice;
import io.conversation.session.Session;
import io.conversation.session.Sessions;
import io.conversation.tenant.SessionId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;

/** A session over HTTP, together with a page of its events. */
@Path("/sessions")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = ApiDocument.SESSIONS)
public class TranscriptResource {

    private final EventListing listing;
    private final EventFilters filters;
    private final Revalidation revalidation;
    private final Keepable keepable;
    private final Places places;
    private final Work work;
    private final StoredSizes sizes;
    private final Sessions sessions;

    TranscriptResource(EventListing listing, EventFilters filters, Revalidation revalidation, Keepable keepable,
            Places places, Work work, StoredSizes sizes, Sessions sessions) {
        this.listing = listing;
        this.filters = filters;
        this.revalidation = revalidation;
        this.keepable = keepable;
        this.places = places;
        this.work = work;
        this.sizes = sizes;
        this.sessions = sessions;
    }

    @GET
    @Path("/{sessionId}")
    @Operation(operationId = "getSession", summary = "Get a session with its events", description = EventDocs.TRANSCRIPT)
    @Parameter(ref = "order")
    @Parameter(ref = "limit")
    @Parameter(ref = "cursor")
    @Parameter(ref = "offset")
    @Parameter(ref = "count")
    @Parameter(ref = "If-None-Match")
    @APIResponse(responseCode = "200", description = "The session with a page of its events.", content = @Content(schema = @Schema(implementation = Transcript.class), examples = @ExampleObject(name = "call", value = EventDocs.SESSION_WITH_EVENTS)))
    public RestResponse<Transcript> transcript(@PathParam("sessionId") SessionId sessionId, @Context UriInfo uri,
            @Context HttpHeaders headers, @Context HttpServerRequest request) {
        QueryParameters query = QueryParameters.of(uri, "limit", "cursor", "order", "offset", "count");
        boolean count = query.flag("count");
        EventFilters.Page asked = filters.page(sessionId, query);
        IfNoneMatch known = IfNoneMatch.of(headers);
        return places.at(sessionId.stored(), deadline -> transcript(asked, count, known, request, deadline));
    }

    private RestResponse<Transcript> transcript(EventFilters.Page asked, boolean count, IfNoneMatch known,
            HttpServerRequest request, Deadline deadline) {
        SessionId sessionId = asked.selection().sessionId();
        Optional<Kept> unchanged = revalidation.transcript(asked, count, known, deadline);
        if (unchanged.isPresent()) {
            return unchanged.get().notModified(request);
        }
        Slice<Event> slice = listing.pageAlone(asked, deadline);
        work.expect(sizes.sessions.expected(1));
        Session session = sessions.require(sessionId, deadline);
        Long total = count ? EventListing.count(sessionId, deadline) : null;
        return keepable.page(asked, slice, session, Tags.beside(session, total)).answer(known, request,
                () -> PageLink.answer(Transcript.of(session, slice, asked.request(), total), slice.nextCursor(), request));
    }
}
