package io.conversation.erasure;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;

import org.bson.conversions.Bson;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;

import io.conversation.database.DatabaseFailures;
import io.conversation.database.Deadlines;
import io.conversation.database.IndexInitializer;
import io.conversation.database.Places;
import io.conversation.http.CutOnFailure;
import io.conversation.http.Ndjson;
import io.conversation.http.QueryParameters;
import io.conversation.openapi.ApiDocument;
import io.conversation.session.SessionFilters;
import io.conversation.tenant.CurrentTenant;
import io.conversation.tenant.IdAlphabet;
import io.conversation.tenant.SessionId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;

/** Erasure over HTTP: of one session, and of all that have something in common. The log says that it was, never of what. */
@Path("/sessions")
@RunOnVirtualThread
@Tag(name = ApiDocument.SESSIONS)
public class ErasureResource {

    /**
     * Without a word of an answer; an ingress cuts a connection that is silent for a minute, and so does the server a little
     * later.
     */
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(45);
    private static final Logger LOG = Logger.getLogger(ErasureResource.class);

    private final Eraser eraser;
    private final SessionFilters filters;
    private final IndexInitializer indexes;
    private final Deadlines deadlines;
    private final Places places;
    private final DatabaseFailures failures;
    private final Ndjson ndjson;
    private final CurrentTenant tenant;

    ErasureResource(Eraser eraser, SessionFilters filters, IndexInitializer indexes, Deadlines deadlines, Places places,
            DatabaseFailures failures, Ndjson ndjson, CurrentTenant tenant) {
        this.eraser = eraser;
        this.filters = filters;
        this.indexes = indexes;
        this.deadlines = deadlines;
        this.places = places;
        this.failures = failures;
        this.ndjson = ndjson;
        this.tenant = tenant;
    }

    @DELETE
    @Path("/{sessionId}")
    @Operation(operationId = "eraseSession", summary = "Erase a session with its events", description = ErasureDocs.ONE)
    @APIResponse(responseCode = "204", description = "Nothing of it is there any more, or ever was.")
    public void erase(@PathParam("sessionId") SessionId sessionId, @Context UriInfo uri, @Context RoutingContext context) {
        QueryParameters.of(uri).violations().throwIfAny();
        // What is no id has never been one, and needs no tombstone.
        if (IdAlphabet.isWellFormed(sessionId.clientId())
                && places.at(sessionId.stored(), deadline -> eraser.erase(sessionId, isWaitedFor(context)))) {
            LOG.info("Erased a session, with all its events");
        }
    }

    @DELETE
    @Produces(Ndjson.MEDIA_TYPE)
    @Operation(operationId = "eraseSessions", summary = "Erase a person's sessions", description = ErasureDocs.MANY)
    @Parameter(ref = "metadata")
    @APIResponse(responseCode = "200", description = "What became of each session, and in the last line how many there were.", content = @Content(mediaType = Ndjson.MEDIA_TYPE, schema = @Schema(type = SchemaType.STRING, contentMediaType = Ndjson.MEDIA_TYPE, contentSchema = ErasureResult.class), examples = @ExampleObject(name = "two", value = ErasureDocs.LINES)))
    public StreamingOutput eraseAll(@Context UriInfo uri, @Context RoutingContext context) {
        Bson filter = filters.selectByMetadata(uri, tenant.get());
        indexes.requireMade();
        return new CutOnFailure(context, out -> eraseAll(filter, () -> isWaitedFor(context), out));
    }

    private void eraseAll(Bson filter, Supplier<BooleanSupplier> isWaitedFor, OutputStream out) throws IOException {
        Ndjson.Line lines = ndjson.to(out);
        ManyErasures erasures = new ManyErasures(eraser, deadlines, failures, filter);
        try {
            erasures.run(line -> {
                lines.write(line);
                out.flush();
            }, isWaitedFor);
        } finally {
            LOG.infof("Erased %d sessions that had something in common, with all their events", erasures.erased());
        }
    }

    private static BooleanSupplier isWaitedFor(RoutingContext context) {
        long begun = System.nanoTime();
        return () -> !context.response().closed() && System.nanoTime() - begun < LONGEST_NANOS;
    }
}
