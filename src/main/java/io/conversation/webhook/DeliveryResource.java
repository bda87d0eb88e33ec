package io.conversation.webhook;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

import io.conversation.http.PageLink;
import io.conversation.http.QueryParameters;
import io.conversation.openapi.ApiDocument;
import io.conversation.session.Identifiers;
import io.conversation.tenant.CurrentTenant;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;

/** Webhooks over HTTP: which are stuck, and to have them sent again. */
@Path("/webhooks/deliveries")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = ApiDocument.WEBHOOKS)
public class DeliveryResource {

    private final DeliveryListing listing;
    private final CurrentTenant tenant;

    DeliveryResource(DeliveryListing listing, CurrentTenant tenant) {
        this.listing = listing;
        this.tenant = tenant;
    }

    @GET
    @Operation(operationId = "listWebhooks", summary = "List webhooks that are not delivered", description = WebhookDocs.LIST)
    @Parameter(name = "state", in = ParameterIn.QUERY, description = "Only those in this state; may be given more than once.", schema = @Schema(type = SchemaType.STRING, enumeration = {
            "pending", "failing", "given-up" }, examples = "failing"))
    @Parameter(ref = "limit")
    @Parameter(ref = "cursor")
    @APIResponse(responseCode = "200", description = "A page of webhooks; empty where none is left.", content = @Content(schema = @Schema(implementation = DeliveryPage.class), examples = @ExampleObject(name = "page", value = WebhookDocs.PAGE)))
    public RestResponse<DeliveryPage> list(@Context UriInfo uri, @Context HttpServerRequest request) {
        DeliveryPage page = listing.page(uri, tenant.get());
        return PageLink.answer(page, page.pagination().nextCursor(), request);
    }

    @POST
    @Path("/retry")
    @Operation(operationId = "retryWebhooks", summary = "Send webhooks again", description = WebhookDocs.RETRY)
    @Parameter(name = "sessionId", in = ParameterIn.QUERY, description = "Only the webhook of this session.", schema = @Schema(type = SchemaType.STRING, pattern = Identifiers.PATTERN, examples = "call-7f3a"))
    @APIResponse(responseCode = "200", description = "How many there were.", content = @Content(schema = @Schema(implementation = RetryResult.class), examples = @ExampleObject(name = "one", value = WebhookDocs.RETRIED)))
    public RetryResult retry(@Context UriInfo uri) {
        QueryParameters query = QueryParameters.of(uri, "sessionId");
        String sessionId = query.text("sessionId");
        if (sessionId != null) {
            Identifiers.checkSessionId(sessionId, "sessionId", query.violations());
        }
        query.violations().throwIfAny();
        return new RetryResult(listing.retry(sessionId, tenant.get()));
    }
}
