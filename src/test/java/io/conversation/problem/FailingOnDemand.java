package io.conversation.problem;

import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Makes any request fail unexpectedly that asks for it by a header. */
@Singleton
public class FailingOnDemand {

    public static final String HEADER = "X-Test-Failure";
    public static final String AFTERWARDS = "afterwards";
    public static final String SECRET = "Cannot reach mongo-1.internal:27017 with query {sessionId: 1}";

    @ServerRequestFilter
    public void fail(ContainerRequestContext request) {
        String kind = request.getHeaderString(HEADER);
        if (kind == null) {
            return;
        }
        switch (kind) {
            case "exception" -> throw new IllegalStateException(SECRET);
            case "cause" -> throw new RuntimeException(SECRET, new IllegalArgumentException(SECRET));
            case "stack-overflow" -> throw new StackOverflowError(SECRET);
            case AFTERWARDS -> request.setProperty(AFTERWARDS, true);
            default -> throw new IllegalArgumentException(kind);
        }
    }

    /** When there is an answer, of which nothing has been written. */
    @ServerResponseFilter
    public void failAfterwards(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getProperty(AFTERWARDS) != null) {
            request.removeProperty(AFTERWARDS);
            throw new IllegalStateException(SECRET);
        }
    }
}
