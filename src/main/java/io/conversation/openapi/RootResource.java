package io.conversation.openapi;

import java.net.URI;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;

/** Leads who opens the service in a browser to its description. */
@Path("/")
public class RootResource {

    @GET
    @Operation(hidden = true)
    public Response root() {
        return Response.status(Response.Status.SEE_OTHER).header("Location", URI.create("/q/swagger-ui/")).build();
    }
}
