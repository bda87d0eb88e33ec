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

import org.jboss.resteasy.reactive.RestResponse;

import io.conversation.database.Deadlines;
import io.conversation.http.Idempotency;
import io.conversation.http.PageLink;
import io.conversation.http.Prefer;
import io.conversation.http.QueryParameters;
import io.conversation.http.RequestBody;
import io.smallrye.common.annotation.RunOnVirtualThread;

/** Sessions over HTTP: create, list, complete. */
@Path("/sessions")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class SessionResource {

    private final SessionWriter writer;
    private final SessionListing listing;
    private final Deadlines deadlines;

    SessionResource(SessionWriter writer, SessionListing listing, Deadlines deadlines) {
        this.writer = writer;
        this.listing = listing;
        this.deadlines = deadlines;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public RestResponse<SessionView> create(InputStream body, @Context HttpHeaders headers, @Context UriInfo uri) {
        QueryParameters.of(uri).violations().throwIfAny();
        Prefer prefer = Prefer.of(headers);
        var written = writer.create(NewSession.read(RequestBody.read(body, headers)), deadlines.start());
        if (prefer.isStrict()) {
            written.refuseDiffering();
        }
        return Idempotency.answer(SessionView.of(written.session()), written.isNew(),
                "/sessions/" + written.session().sessionId, prefer);
    }

    @GET
    public RestResponse<SessionPage> list(@Context UriInfo uri) {
        SessionPage page = listing.page(uri, deadlines.start());
        return PageLink.answer(page, page.pagination().nextCursor(), uri);
    }

    /** Takes any media type by itself, since a completion without a body has none. */
    @POST
    @Path("/{sessionId}/complete")
    public RestResponse<SessionView> complete(@PathParam("sessionId") String sessionId, InputStream body,
            @Context HttpHeaders headers, @Context UriInfo uri) {
        QueryParameters.of(uri).violations().throwIfAny();
        Prefer prefer = Prefer.of(headers);
        byte[] json = RequestBody.read(body, headers);
        if (json.length > 0 && !MediaType.APPLICATION_JSON_TYPE.isCompatible(headers.getMediaType())) {
            throw new NotSupportedException();
        }
        var written = writer.complete(sessionId, Completion.read(json), deadlines.start());
        if (prefer.isStrict()) {
            written.refuseDiffering();
        }
        return Idempotency.answer(SessionView.of(written.session()), written.isNew(), null, prefer);
    }
}
