package io.conversation.follow;

import java.time.Clock;
import java.time.Duration;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
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
import org.jboss.resteasy.reactive.RestResponse;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.conversation.database.Places;
import io.conversation.http.Gone;
import io.conversation.http.QueryParameters;
import io.conversation.openapi.ApiDocument;
import io.conversation.security.Caller;
import io.conversation.tenant.SessionId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** A session's events as they arrive, as server-sent events (WHATWG HTML, 9.2). */
@Path("/sessions")
@RunOnVirtualThread
@Tag(name = ApiDocument.EVENTS)
public class FollowResource {

    /** Longer than any stream, and not too long for nanoseconds. */
    private static final Duration YEAR = Duration.ofDays(365);

    private final Followers followers;
    private final Lookout lookout;
    private final FollowConfig config;
    private final Places places;
    private final ObjectMapper mapper;
    private final Clock clock;
    private final Caller caller;

    FollowResource(Followers followers, Lookout lookout, FollowConfig config, Places places, ObjectMapper mapper,
            Clock clock, Caller caller) {
        this.followers = followers;
        this.lookout = lookout;
        this.config = config;
        this.places = places;
        this.mapper = mapper;
        this.clock = clock;
        this.caller = caller;
    }

    @GET
    @Path("/{sessionId}/events/stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(operationId = "followEvents", summary = "Follow a session live", description = FollowDocs.FOLLOW)
    @Parameter(ref = "Last-Event-ID")
    @APIResponse(responseCode = "200", description = "The stream.", content = @Content(schema = @Schema(type = SchemaType.STRING), examples = @ExampleObject(name = "call", value = FollowDocs.STREAM)))
    @APIResponse(responseCode = "204", description = "The session ended longer ago than the linger, and nothing is new after the `Last-Event-ID`. An EventSource does not come back.")
    public RestResponse<StreamingOutput> follow(@PathParam("sessionId") SessionId sessionId, @Context HttpHeaders headers,
            @Context UriInfo uri, @Context RoutingContext context) throws InterruptedException {
        QueryParameters.of(uri).violations().throwIfAny();
        LastEventId last = LastEventId.parse(headers.getHeaderString("Last-Event-ID"));
        HttpServerRequest request = context.request();
        Follower follower = new Follower(sessionId, config.followerBuffer(), config.patience().toNanos(),
                endsAt(), () -> request.connection().close());
        if (request.method() == HttpMethod.HEAD) {
            return begin(follow(follower), sessionId, last) ? head() : over();
        }
        followers.add(follower);
        Gone.then(context, () -> end(follower));
        Follow follow = follow(follower);
        if (!begins(follow, follower, last)) {
            return over();
        }
        lookout.wake();
        return RestResponse.ResponseBuilder.<StreamingOutput> ok(follow::run)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("X-Accel-Buffering", "no") // nginx would hold events back
                .build();
    }

    /** With the token: who comes back with a new one goes on by their last position. */
    private long endsAt() {
        return caller.ends().map(ends -> Duration.between(clock.instant(), ends)).filter(left -> left.compareTo(YEAR) < 0)
                .map(left -> System.nanoTime() + left.toNanos()).orElse(Long.MAX_VALUE);
    }

    private static RestResponse<StreamingOutput> head() {
        return RestResponse.ResponseBuilder.<StreamingOutput> ok().header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header(HttpHeaders.CONTENT_TYPE, MediaType.SERVER_SENT_EVENTS).build();
    }

    /** Also of one that was never begun. */
    private void end(Follower follower) {
        follower.close();
        followers.remove(follower);
    }

    private Follow follow(Follower follower) {
        return new Follow(follower, followers, config, mapper, clock);
    }

    /** Reads once it follows: an end that comes later is told, one that came before is read. */
    private boolean begins(Follow follow, Follower follower, LastEventId last) throws InterruptedException {
        boolean begins = false;
        try {
            begins = begin(follow, follower.sessionId(), last);
            return begins;
        } finally {
            if (!begins) {
                followers.remove(follower);
            }
        }
    }

    private boolean begin(Follow follow, SessionId sessionId, LastEventId last) throws InterruptedException {
        return places.at(sessionId.stored(), deadline -> follow.begin(last, deadline));
    }

    private static RestResponse<StreamingOutput> over() {
        return RestResponse.ResponseBuilder.<StreamingOutput> noContent().header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }
}
