package io.conversation.transfer;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

import io.conversation.database.Reads;
import io.conversation.event.EventListing;
import io.conversation.http.Ndjson;
import io.conversation.http.PageLink;
import io.conversation.http.QueryParameters;
import io.conversation.json.Rfc3339;
import io.conversation.openapi.ApiDocument;
import io.conversation.paging.Order;
import io.conversation.session.Session;
import io.conversation.session.SessionFilters;
import io.conversation.session.SessionFilters.Selection;
import io.conversation.session.SessionListing;
import io.conversation.session.SessionView;
import io.conversation.session.Sessions;
import io.conversation.tenant.CurrentTenant;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;

/** Whole conversations out, in the format of the import; a line is written while its events are read. */
@Path("/sessions/export")
@RunOnVirtualThread
@Tag(name = ApiDocument.TRANSFER)
public class ExportResource {

    /** Up to when, not included, the server's time was asked for; the next span begins there. */
    static final String ARRIVED_TO = "Arrived-To";

    private final SessionFilters filters;
    private final SessionListing sessions;
    private final Sessions reads;
    private final EventListing events;
    private final Arrivals arrivals;
    private final Ndjson ndjson;
    private final CurrentTenant tenant;

    ExportResource(SessionFilters filters, SessionListing sessions, Sessions reads, EventListing events, Arrivals arrivals,
            Ndjson ndjson, CurrentTenant tenant) {
        this.filters = filters;
        this.sessions = sessions;
        this.reads = reads;
        this.events = events;
        this.arrivals = arrivals;
        this.ndjson = ndjson;
        this.tenant = tenant;
    }

    @GET
    @Produces(Ndjson.MEDIA_TYPE)
    @Operation(operationId = "exportConversations", summary = "Export whole conversations", description = TransferDocs.EXPORT)
    @Parameter(ref = "status")
    @Parameter(ref = "language")
    @Parameter(ref = "startedFrom")
    @Parameter(ref = "startedTo")
    @Parameter(ref = "endedFrom")
    @Parameter(ref = "endedTo")
    @Parameter(ref = "arrivedFrom")
    @Parameter(ref = "arrivedTo")
    @Parameter(ref = "metadata")
    @Parameter(ref = "order")
    @APIResponse(responseCode = "200", description = "One conversation a line, or several lines where one would be over 16 MiB.", headers = {
            @Header(name = ExportResource.ARRIVED_TO, ref = ExportResource.ARRIVED_TO),
            @Header(name = HttpHeaders.LINK, description = TransferDocs.NEXT_SPAN, schema = @Schema(type = SchemaType.STRING, examples = "</sessions/export?arrivedFrom=2026-01-02T00%3A00%3A00.000Z>; rel=\"next\"")) }, content = @Content(mediaType = Ndjson.MEDIA_TYPE, schema = @Schema(type = SchemaType.STRING, contentMediaType = Ndjson.MEDIA_TYPE, contentSchema = ConversationLine.class), examples = @ExampleObject(name = "one", value = TransferDocs.EXPORTED)))
    public RestResponse<StreamingOutput> export(@Context UriInfo uri, @Context RoutingContext context) {
        QueryParameters query = filters.query(uri, ArrivalSpan.PARAMETERS);
        Selection selection = filters.selectAll(query, tenant.get());
        ArrivalSpan span = arrivals.span(query);
        if (span != null && selection.order() == Order.DESC) {
            query.violations().add("order", "has to be asc or absent with arrivedFrom or arrivedTo: they go by arrival");
        }
        query.violations().throwIfAny();
        Reads from = reads.apart();
        return span == null
                ? RestResponse.ok(stream(sessions.all(selection, from), from, context))
                : ResponseBuilder.ok(stream(arrivals.sessions(span, selection, from), from, context))
                        .header(ARRIVED_TO, Rfc3339.format(span.to()))
                        .header(HttpHeaders.LINK, PageLink.next(context.request(), ArrivalSpan.PARAMETERS,
                                ArrivalSpan.FROM + "=" + Rfc3339.format(span.to())))
                        .build();
    }

    private StreamingOutput stream(Iterable<Session> conversations, Reads from, RoutingContext context) {
        return ndjson.streamLines(conversations, (session, generator) -> new ConversationWriter(ndjson, generator)
                .write(SessionView.of(session), events.all(session.sessionId, from).iterator()), context);
    }
}
