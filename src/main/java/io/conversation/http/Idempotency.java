package io.conversation.http;

import jakarta.ws.rs.core.HttpHeaders;

import org.jboss.resteasy.reactive.RestResponse;

/** How an idempotent operation answers: 201 with its place, or 200 and a header when it had been done before. */
public final class Idempotency {

    public static final String REPLAYED = "Idempotent-Replayed";

    private Idempotency() {
    }

    /** {@code location} is null for an operation that creates nothing and so answers 200 each time. */
    public static <T> RestResponse<T> answer(T stored, boolean isNew, String location, Prefer prefer) {
        var answer = RestResponse.ResponseBuilder.<T> create(isNew && location != null ? 201 : 200).entity(stored);
        if (isNew && location != null) {
            // As a header of its own: a relative reference stays right behind any ingress.
            answer.header(HttpHeaders.LOCATION, PathEncoding.ofHeader(location));
        }
        if (!isNew) {
            answer.header(REPLAYED, "true");
        }
        if (prefer.isStrict()) {
            answer.header(Prefer.APPLIED, Prefer.HANDLING_STRICT);
        }
        return answer.build();
    }
}
