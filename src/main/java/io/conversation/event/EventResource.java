package io.conversation.event;

import java.io.InputStream;
import java.util.Optional;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
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

import io.conversation.database.Deadline;
import io.conversation.database.Deadlines;
import io.conversation.database.Places;
import io.conversation.http.BodyReader;
import io.conversation.http.Idempotency;
import io.conversation.http.IfNoneMatch;
import io.conversation.http.Kept;
import io.conversation.http.Ndjson;
import io.conversation.http.PageLink;
import io.conversation.http.Prefer;
import io.conversation.http.QueryParameters;
import io.conversation.http.StoredSizes;
import io.conversation.http.Work;
import io.conversation.json.JsonWeight;
import io.conversation.openapi.ApiDocument;
import io.conversation.paging.Slice;
import io.conversation.tenant.SessionId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** A session's events over HTTP: append and read. */
@Path("/sessions")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = ApiDocument.EVENTS)
public class EventResource {

    private final EventAppender appender;
    private final EventListing listing;
    private final EventFilters filters;
    private final Revalidation revalidation;
    private final Keepable keepable;
    private final EventTypes types;
    private final Ndjson ndjson;
    private final Deadlines deadlines;
    private final Places places;
    private final BodyReader bodies;
    private final Work work;
    private final StoredSizes sizes;

    EventResource(EventAppender appender, EventListing listing, EventFilters filters, Revalidation revalidation,
            Keepable keepable, EventTypes types, Ndjson ndjson, Deadlines deadlines, Places places, BodyReader bodies,
            Work work, StoredSizes sizes) {
        this.appender = appender;
        this.listing = listing;
        this.filters = filters;
        this.revalidation = revalidation;
        this.keepable = keepable;
        this.types = types;
        this.ndjson = ndjson;
        this.deadlines = deadlines;
        this.places = places;
        this.bodies = bodies;
        this.work = work;
        this.sizes = sizes;
    }

    @POST
    @Path("/{sessionId}/events")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "appendEvent", summary = "Append an event", description = EventDocs.APPEND)
    @Parameter(ref = "Prefer")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = NewEvent.class), examples = {
            @ExampleObject(name = "user_speech", summary = "The user said something", value = EventDocs.NEW_USER_SPEECH),
            @ExampleObject(name = "bot_speech", summary = "The bot said something", value = EventDocs.NEW_BOT_SPEECH),
            @ExampleObject(name = "system", summary = "Something else happened, just now", value = EventDocs.NEW_SYSTEM) }))
    @APIResponse(responseCode = "201", description = "Stored now.")
    @APIResponse(responseCode = "200", description = "Stored before; nothing was changed.", content = @Content(schema = @Schema(implementation = EventView.class), examples = @ExampleObject(name = "user_speech", value = EventDocs.USER_SPEECH)))
    @APIResponse(responseCode = "409", ref = "EventConflict")
    @APIResponse(responseCode = "410", ref = "SessionErased")
    public RestResponse<EventView> append(@PathParam("sessionId") SessionId sessionId, InputStream body,
            @Context HttpHeaders headers, @Context UriInfo uri) {
        QueryParameters.of(uri).violations().throwIfAny();
        Prefer prefer = Prefer.of(headers);
        NewEvent event = NewEvent.read(bodies.read(body, headers), sessionId, types);
        work.keep(JsonWeight.stored(event.payload().size()));
        sizes.events.saw(event.payload().size());
        Appended appended = appender.append(sessionId, event, deadlines.start());
        EventView view = EventView.of(appended.orThrow());
        if (prefer.isStrict() && !appended.differing().isEmpty()) {
            throw appended.conflict();
        }
        return Idempotency.answer(view, appended.isNew(), "/sessions/" + sessionId + "/events/" + view.eventId(), prefer);
    }

    @GET
    @Path("/{sessionId}/events")
    @Operation(operationId = "listEvents", summary = "Read a session's events in order", description = EventDocs.READ)
    @Parameter(ref = "type")
    @Parameter(ref = "from")
    @Parameter(ref = "to")
    @Parameter(ref = "order")
    @Parameter(name = "limit", in = ParameterIn.QUERY, description = "Of a page alone: the most events of it, 1 and up, 50 when absent; more than 500 is taken as 500.", schema = @Schema(type = SchemaType.INTEGER, minimum = "1", examples = "100"))
    @Parameter(ref = "cursor")
    @Parameter(ref = "If-None-Match")
    @APIResponse(responseCode = "200", description = "The events: a page of them, or all.", content = @Content(schema = @Schema(implementation = EventPage.class), examples = @ExampleObject(name = "page", value = EventDocs.PAGE)))
    public RestResponse<EventPage> page(@PathParam("sessionId") SessionId sessionId, @Context UriInfo uri,
            @Context HttpHeaders headers, @Context HttpServerRequest request) {
        EventFilters.Page asked = filters.page(sessionId, uri);
        IfNoneMatch known = IfNoneMatch.of(headers);
        return places.at(sessionId.stored(), deadline -> page(asked, known, request, deadline));
    }

    private RestResponse<EventPage> page(EventFilters.Page asked, IfNoneMatch known, HttpServerRequest request,
            Deadline deadline) {
        Optional<Kept> unchanged = revalidation.page(asked, known, deadline);
        if (unchanged.isPresent()) {
            return unchanged.get().notModified(request);
        }
        EventListing.Whole<Slice<Event>> page = listing.page(asked, deadline);
        return keepable.page(asked, page.read(), page.session(), "").answer(known, request,
                () -> PageLink.answer(EventPage.of(page.read(), asked.request()), page.read().nextCursor(), request));
    }

    @GET
    @Path("/{sessionId}/events")
    @Produces(Ndjson.MEDIA_TYPE)
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(type = SchemaType.STRING, contentMediaType = Ndjson.MEDIA_TYPE, contentSchema = EventView.class), examples = @ExampleObject(name = "lines", value = EventDocs.LINES)))
    public StreamingOutput stream(@PathParam("sessionId") SessionId sessionId, @Context UriInfo uri,
            @Context RoutingContext context) {
        return ndjson.stream(listing.all(sessionId, uri), EventView::of, context);
    }

    @GET
    @Path("/{sessionId}/events/{eventId}")
    @Operation(operationId = "getEvent", summary = "Get one event", description = EventDocs.ONE)
    @Parameter(ref = "If-None-Match")
    @APIResponse(responseCode = "200", description = "The event.", content = @Content(schema = @Schema(implementation = EventView.class), examples = @ExampleObject(name = "user_speech", value = EventDocs.USER_SPEECH)))
    public RestResponse<EventView> event(@PathParam("sessionId") SessionId sessionId, @PathParam("eventId") String eventId,
            @Context UriInfo uri, @Context HttpHeaders headers, @Context HttpServerRequest request) {
        QueryParameters.of(uri).violations().throwIfAny();
        IfNoneMatch known = IfNoneMatch.of(headers);
        return places.at(sessionId.stored(), deadline -> event(sessionId, eventId, known, request, deadline));
    }

    private RestResponse<EventView> event(SessionId sessionId, String eventId, IfNoneMatch known, HttpServerRequest request,
            Deadline deadline) {
        Optional<Kept> unchanged = revalidation.event(sessionId, eventId, known, deadline);
        if (unchanged.isPresent()) {
            return unchanged.get().notModified(request);
        }
        EventListing.Whole<Event> found = listing.require(sessionId, eventId, deadline);
        return keepable.event(Tags.of(found.read()), found.session()).answer(known, request,
                () -> RestResponse.ok(EventView.of(found.read())));
    }
}
