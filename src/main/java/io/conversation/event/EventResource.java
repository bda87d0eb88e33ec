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

import com.mongodb.client.model.Filters;

import io.conversation.http.Idempotency;
import io.conversation.http.Ndjson;
import io.conversation.http.PageLink;
import io.conversation.http.Prefer;
import io.conversation.http.QueryParameters;
import io.conversation.http.RequestBody;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.session.Session;
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

    EventResource(EventAppender appender, EventListing listing, EventTypes types, Ndjson ndjson) {
        this.appender = appender;
        this.listing = listing;
        this.types = types;
        this.ndjson = ndjson;
    }

    @GET
    @Path("/{sessionId}")
    public RestResponse<Transcript> transcript(@PathParam("sessionId") String sessionId, @Context UriInfo uri) {
        QueryParameters query = QueryParameters.of(uri, "limit", "cursor", "order", "offset", "count");
        boolean count = query.flag("count");
        EventListing.Read read = listing.page(sessionId, query);
        SessionView session = SessionView.of(Sessions.require(sessionId));
        Long total = count ? EventListing.count(sessionId) : null;
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
        Appended appended = appender.append(Sessions.requireFromPrimary(sessionId), event);
        EventView view = EventView.of(appended.orThrow());
        if (prefer.isStrict()) {
            appended.refuseDiffering();
        }
        return Idempotency.answer(view, appended.isNew(), "/sessions/" + sessionId + "/events/" + view.eventId(), prefer);
    }

    @GET
    @Path("/{sessionId}/events")
    public RestResponse<EventPage> page(@PathParam("sessionId") String sessionId, @Context UriInfo uri) {
        EventListing.Read read = listing.page(sessionId, uri);
        if (read.slice().items().isEmpty()) {
            Sessions.require(sessionId);
        }
        return PageLink.answer(EventPage.of(read.slice(), read.page()), read.slice().nextCursor(), uri);
    }

    @GET
    @Path("/{sessionId}/events")
    @Produces(Ndjson.MEDIA_TYPE)
    public StreamingOutput stream(@PathParam("sessionId") String sessionId, @Context UriInfo uri) {
        var all = listing.all(sessionId, uri);
        Sessions.require(sessionId);
        return ndjson.stream(all, EventView::of);
    }

    @GET
    @Path("/{sessionId}/events/{eventId}")
    public EventView event(@PathParam("sessionId") String sessionId, @PathParam("eventId") String eventId,
            @Context UriInfo uri) {
        QueryParameters.of(uri).violations().throwIfAny();
        Event event = Event.<Event> mongoCollection()
                .find(Filters.and(Filters.eq("sessionId", sessionId), Filters.eq("eventId", eventId))).first();
        if (event == null) {
            Session session = Sessions.require(sessionId);
            throw new ProblemException(ProblemType.EVENT_NOT_FOUND,
                    "Session '" + session.sessionId + "' has no event '" + eventId + "'.");
        }
        return EventView.of(event);
    }
}
