package io.conversation.event;

import java.io.InputStream;

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

import org.jboss.resteasy.reactive.RestResponse;

import io.conversation.database.Deadline;
import io.conversation.database.Deadlines;
import io.conversation.http.Idempotency;
import io.conversation.http.Ndjson;
import io.conversation.http.PageLink;
import io.conversation.http.Prefer;
import io.conversation.http.QueryParameters;
import io.conversation.http.RequestBody;
import io.conversation.session.SessionView;
import io.conversation.session.Sessions;
import io.smallrye.common.annotation.RunOnVirtualThread;

/** A session's events over HTTP: append, read, and the session together with them. */
@Path("/sessions")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class EventResource {

    private final EventAppender appender;
    private final EventListing listing;
    private final EventTypes types;
    private final Ndjson ndjson;
    private final Deadlines deadlines;

    EventResource(EventAppender appender, EventListing listing, EventTypes types, Ndjson ndjson,
            Deadlines deadlines) {
        this.appender = appender;
        this.listing = listing;
        this.types = types;
        this.ndjson = ndjson;
        this.deadlines = deadlines;
    }

    @GET
    @Path("/{sessionId}")
    public RestResponse<Transcript> transcript(@PathParam("sessionId") String sessionId, @Context UriInfo uri) {
        QueryParameters query = QueryParameters.of(uri, "limit", "cursor", "order", "offset", "count");
        boolean count = query.flag("count");
        Deadline deadline = deadlines.start();
        EventListing.Read read = listing.page(sessionId, query, deadline);
        SessionView session = SessionView.of(Sessions.require(sessionId, deadline));
        Long total = count ? EventListing.count(sessionId, deadline) : null;
        Transcript transcript = new Transcript(session, read.slice().items().stream().map(EventView::of).toList(),
                read.slice().pagination(read.page(), total));
        return PageLink.answer(transcript, read.slice().nextCursor(), uri);
    }

    @POST
    @Path("/{sessionId}/events")
    @Consumes(MediaType.APPLICATION_JSON)
    public RestResponse<EventView> append(@PathParam("sessionId") String sessionId, InputStream body,
            @Context HttpHeaders headers, @Context UriInfo uri) {
        QueryParameters.of(uri).violations().throwIfAny();
        Prefer prefer = Prefer.of(headers);
        NewEvent event = NewEvent.read(RequestBody.read(body, headers), sessionId, types);
        Appended appended = appender.append(sessionId, event, deadlines.start());
        EventView view = EventView.of(appended.orThrow());
        if (prefer.isStrict() && !appended.differing().isEmpty()) {
            throw appended.conflict();
        }
        return Idempotency.answer(view, appended.isNew(), "/sessions/" + sessionId + "/events/" + view.eventId(), prefer);
    }

    @GET
    @Path("/{sessionId}/events")
    public RestResponse<EventPage> page(@PathParam("sessionId") String sessionId, @Context UriInfo uri) {
        Deadline deadline = deadlines.start();
        EventListing.Read read = listing.page(sessionId, uri, deadline);
        if (read.slice().items().isEmpty()) {
            Sessions.require(sessionId, deadline);
        }
        return PageLink.answer(EventPage.of(read.slice(), read.page()), read.slice().nextCursor(), uri);
    }

    @GET
    @Path("/{sessionId}/events")
    @Produces(Ndjson.MEDIA_TYPE)
    public StreamingOutput stream(@PathParam("sessionId") String sessionId, @Context UriInfo uri) {
        var all = listing.all(sessionId, uri);
        Sessions.require(sessionId, deadlines.start());
        return ndjson.stream(all, EventView::of);
    }

    @GET
    @Path("/{sessionId}/events/{eventId}")
    public EventView event(@PathParam("sessionId") String sessionId, @PathParam("eventId") String eventId,
            @Context UriInfo uri) {
        QueryParameters.of(uri).violations().throwIfAny();
        return EventView.of(EventListing.require(sessionId, eventId, deadlines.start()));
    }
}
