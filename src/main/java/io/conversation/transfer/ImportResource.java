package io.conversation.transfer;

import static io.conversation.http.RequestBody.MAX_BATCH_BYTES;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.StreamingOutput;
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

import io.conversation.database.IndexInitializer;
import io.conversation.http.BodyReader;
import io.conversation.http.CutOnFailure;
import io.conversation.http.Ndjson;
import io.conversation.http.NdjsonLines;
import io.conversation.http.Prefer;
import io.conversation.http.QueryParameters;
import io.conversation.http.Work;
import io.conversation.openapi.ApiDocument;
import io.conversation.tenant.CurrentTenant;
import io.conversation.tenant.Tenant;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;

/** Whole conversations in: one a line, answered line by line while the next are still being sent. */
@Path("/sessions/import")
@RunOnVirtualThread
@Tag(name = ApiDocument.TRANSFER)
public class ImportResource {

    private static final long SHOW_EVERY_NANOS = 100_000_000;

    private final Importer importer;
    private final IndexInitializer indexes;
    private final Ndjson ndjson;
    private final BodyReader bodies;
    private final Work work;
    private final CurrentTenant tenant;

    ImportResource(Importer importer, IndexInitializer indexes, Ndjson ndjson, BodyReader bodies, Work work,
            CurrentTenant tenant) {
        this.importer = importer;
        this.indexes = indexes;
        this.ndjson = ndjson;
        this.bodies = bodies;
        this.work = work;
        this.tenant = tenant;
    }

    @POST
    @Consumes(Ndjson.MEDIA_TYPE)
    @Produces(Ndjson.MEDIA_TYPE)
    @Operation(operationId = "importConversations", summary = "Import whole conversations", description = TransferDocs.IMPORT)
    @Parameter(ref = "Prefer")
    @RequestBody(required = true, content = @Content(mediaType = Ndjson.MEDIA_TYPE, schema = @Schema(type = SchemaType.STRING, contentMediaType = Ndjson.MEDIA_TYPE, contentSchema = ConversationLine.class), examples = @ExampleObject(name = "two", summary = "Two conversations", value = TransferDocs.LINES)))
    @APIResponse(responseCode = "200", description = "What became of each line.", content = @Content(mediaType = Ndjson.MEDIA_TYPE, schema = @Schema(type = SchemaType.STRING, contentMediaType = Ndjson.MEDIA_TYPE, contentSchema = ImportResult.class), examples = @ExampleObject(name = "two", value = TransferDocs.RESULTS)))
    public RestResponse<StreamingOutput> importAll(InputStream body, @Context HttpHeaders headers, @Context UriInfo uri,
            @Context RoutingContext context) {
        QueryParameters.of(uri).violations().throwIfAny();
        Tenant owner = tenant.get();
        indexes.requireMade();
        Prefer prefer = Prefer.of(headers);
        // An import that waits in vain for memory at its beginning is a 503; later on it is cut off.
        work.awaitHeld(ImportWindow.LEAST_BYTES);
        InputStream content = bodies.stream(body, headers);
        var answer = RestResponse.ResponseBuilder.<StreamingOutput> ok(
                new CutOnFailure(context, out -> importLines(content, owner, prefer, out)));
        if (prefer.isStrict()) {
            answer.header(Prefer.APPLIED, Prefer.HANDLING_STRICT);
        }
        return answer.build();
    }

    private void importLines(InputStream content, Tenant owner, Prefer prefer, OutputStream out) throws IOException {
        ImportWindow window = new ImportWindow(importer, owner, prefer, ndjson.to(out), work);
        NdjsonLines lines = new NdjsonLines(content, MAX_BATCH_BYTES, window);
        long shown = System.nanoTime();
        for (byte[] json = lines.next(); json != null; json = lines.next()) {
            if (lines.tooLong()) {
                window.addTooLong(lines.number());
            } else if (NdjsonLines.isBlank(json)) {
                window.pass();
            } else {
                window.add(lines.number(), json);
            }
            boolean waiting = lines.mustWait();
            if (waiting || window.isFull()) {
                window.write();
                if (waiting || System.nanoTime() - shown > SHOW_EVERY_NANOS) {
                    out.flush();
                    shown = System.nanoTime();
                }
            }
        }
        window.write();
    }
}
