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

import com.mongodb.MongoException;

import io.conversation.database.DatabaseFailures;
import io.conversation.database.IndexInitializer;
import io.conversation.http.Ndjson;
import io.conversation.http.Prefer;
import io.conversation.http.QueryParameters;
import io.conversation.openapi.ApiDocument;
import io.conversation.problem.Problem;
import io.conversation.problem.ProblemException;
import io.conversation.problem.ProblemResponses;
import io.conversation.problem.ProblemType;
import io.smallrye.common.annotation.RunOnVirtualThread;

/** Whole conversations in: one a line, answered line by line while the next are still being sent. */
@Path("/sessions/import")
@RunOnVirtualThread
@Tag(name = ApiDocument.TRANSFER)
public class ImportResource {

    private static final long SHOW_EVERY_NANOS = 100_000_000;

    private final Importer importer;
    private final IndexInitializer indexes;
    private final ProblemResponses responses;
    private final Ndjson ndjson;

    ImportResource(Importer importer, IndexInitializer indexes, ProblemResponses responses, Ndjson ndjson) {
        this.importer = importer;
        this.indexes = indexes;
        this.responses = responses;
        this.ndjson = ndjson;
    }

    @POST
    @Consumes(Ndjson.MEDIA_TYPE)
    @Produces(Ndjson.MEDIA_TYPE)
    @Operation(operationId = "importConversations", summary = "Import whole conversations", description = TransferDocs.IMPORT)
    @Parameter(ref = "Prefer")
    @RequestBody(required = true, content = @Content(mediaType = Ndjson.MEDIA_TYPE, schema = @Schema(type = SchemaType.STRING, contentMediaType = Ndjson.MEDIA_TYPE, contentSchema = ConversationLine.class), examples = @ExampleObject(name = "two", summary = "Two conversations", value = TransferDocs.LINES)))
    @APIResponse(responseCode = "200", description = "What became of each line.", content = @Content(mediaType = Ndjson.MEDIA_TYPE, schema = @Schema(type = SchemaType.STRING, contentMediaType = Ndjson.MEDIA_TYPE, contentSchema = ImportResult.class), examples = @ExampleObject(name = "two", value = TransferDocs.RESULTS)))
    public RestResponse<StreamingOutput> importAll(InputStream body, @Context HttpHeaders headers, @Context UriInfo uri) {
        QueryParameters.of(uri).violations().throwIfAny();
        indexes.requireMade();
        Prefer prefer = Prefer.of(headers);
        NdjsonLines lines = new NdjsonLines(body, MAX_BATCH_BYTES);
        var answer = RestResponse.ResponseBuilder.<StreamingOutput> ok(out -> importLines(lines, prefer, out));
        if (prefer.isStrict()) {
            answer.header(Prefer.APPLIED, Prefer.HANDLING_STRICT);
        }
        return answer.build();
    }

    private void importLines(NdjsonLines lines, Prefer prefer, OutputStream out) throws IOException {
        Ndjson.Line results = ndjson.to(out);
        long shown = System.nanoTime();
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            if (isBlank(line)) {
                continue;
            }
            ImportResult result = importLine(lines, line, prefer);
            results.write(result);
            if (result.problem() != null && result.problem().status() == ProblemType.UNAVAILABLE.status()) {
                out.flush();
                throw new IOException("Import stopped at line " + lines.number() + ": the database is unavailable");
            }
            if (lines.mustWait() || System.nanoTime() - shown > SHOW_EVERY_NANOS) {
                out.flush();
                shown = System.nanoTime();
            }
        }
    }

    private ImportResult importLine(NdjsonLines lines, byte[] line, Prefer prefer) {
        try {
            if (lines.tooLong()) {
                throw ProblemException.tooLarge("The line is over 16 MiB.");
            }
            return importer.importLine(lines.number(), line, prefer);
        } catch (ProblemException e) {
            return refused(lines, e.toProblem(null));
        } catch (MongoException e) {
            return refused(lines, DatabaseFailures.isPassing(e) ? DatabaseFailures.unavailable(e).toProblem(null)
                    : responses.internal(e, null, null));
        }
    }

    private static ImportResult refused(NdjsonLines lines, Problem problem) {
        return new ImportResult(lines.number(), null, null, 0, 0, 0, problem);
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }
}
