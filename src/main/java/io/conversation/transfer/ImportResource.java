package io.conversation.transfer;

import static io.conversation.http.RequestBody.MAX_BATCH_BYTES;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

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
import io.conversation.http.CutOnFailure;
import io.conversation.http.Ndjson;
import io.conversation.http.NdjsonLines;
import io.conversation.http.Prefer;
import io.conversation.http.QueryParameters;
import io.conversation.openapi.ApiDocument;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemType;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;

/** Whole conversations in: one a line, answered line by line while the next are still being sent. */
@Path("/sessions/import")
@RunOnVirtualThread
@Tag(name = ApiDocument.TRANSFER)
public class ImportResource {

    private static final long SHOW_EVERY_NANOS = 100_000_000;

    // What is written together: enough to spare round trips, little enough for a small heap.
    private static final int WINDOW_LINES = 100;
    private static final int WINDOW_BYTES = 1024 * 1024;

    private final Importer importer;
    private final IndexInitializer indexes;
    private final Ndjson ndjson;

    ImportResource(Importer importer, IndexInitializer indexes, Ndjson ndjson) {
        this.importer = importer;
        this.indexes = indexes;
        this.ndjson = ndjson;
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
        indexes.requireMade();
        Prefer prefer = Prefer.of(headers);
        NdjsonLines lines = new NdjsonLines(body, MAX_BATCH_BYTES);
        var answer = RestResponse.ResponseBuilder.<StreamingOutput> ok(
                new CutOnFailure(context, out -> importLines(lines, prefer, out)));
        if (prefer.isStrict()) {
            answer.header(Prefer.APPLIED, Prefer.HANDLING_STRICT);
        }
        return answer.build();
    }

    private void importLines(NdjsonLines lines, Prefer prefer, OutputStream out) throws IOException {
        Ndjson.Line results = ndjson.to(out);
        List<ImportedLine> window = new ArrayList<>();
        int bytes = 0;
        long shown = System.nanoTime();
        for (byte[] json = lines.next(); json != null; json = lines.next()) {
            if (!NdjsonLines.isBlank(json)) {
                window.add(lines.tooLong() ? ImportedLine.tooLong(lines.number()) : ImportedLine.of(lines.number(), json));
                bytes += json.length;
            }
            boolean waiting = lines.mustWait();
            if (waiting || window.size() == WINDOW_LINES || bytes >= WINDOW_BYTES) {
                write(window, prefer, results);
                window.clear();
                bytes = 0;
                if (waiting || System.nanoTime() - shown > SHOW_EVERY_NANOS) {
                    out.flush();
                    shown = System.nanoTime();
                }
            }
        }
        write(window, prefer, results);
    }

    private void write(List<ImportedLine> window, Prefer prefer, Ndjson.Line results) throws IOException {
        importer.importAll(window, prefer);
        if (window.stream().anyMatch(ImportedLine::isUnavailable)) {
            // A 503 if nothing has been sent, else the answer ends unfinished: nobody can take it for a whole one.
            throw new ProblemException(ProblemType.UNAVAILABLE,
                    "The import stopped, as the database is unavailable; send all of it again.");
        }
        for (ImportedLine line : window) {
            results.write(line.result());
        }
    }
}
