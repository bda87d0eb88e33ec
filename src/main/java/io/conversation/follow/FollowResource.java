package io.conversation.follow;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;

import org.bson.types.ObjectId;
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

import io.conversation.database.Deadlines;
import io.conversation.http.QueryParameters;
import io.conversation.openapi.ApiDocument;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.conversation.session.Session;
import io.conversation.session.Sessions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** A session's events as they arrive, as server-sent events (WHATWG HTML, 9.2). */
@Path("/sessions")
@RunOnVirtualThread
@Tag(name = ApiDocument.EVENTS)
public class FollowResource {

    private final Followers followers;
    private final Lookout lookout;
    private final FollowConfig config;
    private final Deadlines deadlines;
    private final ObjectMapper mapper;

    FollowResource(Followers followers, Lookout lookout, FollowConfig config, Deadlines deadlines, ObjectMapper mapper) {
        this.followers = followers;
        this.lookout = lookout;
        this.config = config;
        this.deadlines = deadlines;
        this.mapper = mapper;
    }

    @GET
    @Path("/{sessionId}/events/stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(operationId = "followEvents", summary = "Follow a session live", description = FollowDocs.FOLLOW)
    @Parameter(ref = "Last-Event-ID")
    @APIResponse(responseCode = "200", description = "The stream.", content = @Content(schema = @Schema(type = SchemaType.STRING), examples = @ExampleObject(name = "call", value = FollowDocs.STREAM)))
    public RestResponse<StreamingOutput> follow(@PathParam("sessionId") String sessionId, @Context HttpHeaders headers,
            @Context UriInfo uri, @Context RoutingContext context) {
        QueryParameters.of(uri).violations().throwIfAny();
        ObjectId position = position(headers.getHeaderString("Last-Event-ID"));
        HttpServerRequest request = context.request();
        if (request.method() == HttpMethod.HEAD) {
            Sessions.require(sessionId, deadlines.start());
            return RestResponse.ok();
        }
        Follower follower = new Follower(sessionId, config.followerBuffer(), config.patience().toNanos(),
                () -> request.connection().close());
        followers.add(follower);
        context.addEndHandler(gone -> end(follower));
        Follow follow = new Follow(follower, followers, config, deadlines, mapper, require(follower), position);
        lookout.wake();
        return RestResponse.ResponseBuilder.<StreamingOutput> ok(follow::run)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("X-Accel-Buffering", "no") // nginx would hold events back
                .build();
    }

    /** Also of one that was never begun. */
    private void end(Follower follower) {
        follower.close();
        followers.remove(follower);
    }

    /** Read once it follows: an end that comes later is told, one that came before is read. */
    private Session require(Follower follower) {
        try {
            return Sessions.require(follower.sessionId(), deadlines.start());
        } catch (RuntimeException e) {
            followers.remove(follower);
            throw e;
        }
    }

    private static ObjectId position(String lastEventId) {
        if (lastEventId == null || lastEventId.isEmpty()) {
            return null;
        }
        if (!ObjectId.isValid(lastEventId)) {
            throw new ProblemException(ProblemType.INVALID_CURSOR,
                    "The Last-Event-ID is none that a stream of events gave out; follow without one.");
        }
        return new ObjectId(lastEventId);
    }
}
