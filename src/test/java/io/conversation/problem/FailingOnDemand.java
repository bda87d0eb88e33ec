package io.conversation.problem;

import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Makes any request fail unexpectedly that asks for it by a header. */
@Singleton
public class FailingOnDemand {

    public static final String HEADER = "X-Test-Failure";
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
            default -> throw new IllegalArgumentException(kind);
        }
    }
}
