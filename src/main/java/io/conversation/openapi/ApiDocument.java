package io.conversation.openapi;

/** The words of the OpenAPI document about the service as a whole; {@link DocumentRules} adds the table of errors. */
public final class ApiDocument {

    public static final String SESSIONS = "Sessions";
    public static final String EVENTS = "Events";
    public static final String TRANSFER = "Import and export";
    public static final String FEED = "Feed";
    public static final String WEBHOOKS = "Webhooks";

    /** Of the contract: it rises with what clients can see, not with each build. */
    static final String VERSION = "1.0.0";

    static final String DESCRIPTION = """
            Keeps the sessions and events of voice and chat conversations: idempotent, ordered, durable.

            The examples work and fit together. Try them in this order: *create* a session, *append* an event, *read* it back, \
            *complete* the session. Doing it twice does no harm.

            ### Idempotency
            Clients choose the ids. The same request, sent again for any reason, at any time, from any number of clients at \
            once, has no further effect and answers with what is stored: `201` with `Location` when it is new, `200` with \
            `Idempotent-Replayed: true` when it was seen before. The first writer wins. A repeat that differs from what is \
            stored is answered like any repeat, unless its client asks to be told with `Prefer: handling=strict`: then it is \
            a `409` that names the fields that differ.

            What was acknowledged with `2xx` is stored on a majority of the database's nodes. What was answered with `5xx` may \
            or may not be stored; repeating it settles it.

            ### Order
            Events are immutable. Their order is `timestamp`, and among equal timestamps the order of arrival. Following the \
            cursors of a list from its first page visits everything that was there at the start exactly once, ties included, \
            also while others append.

            ### Values
            JSON is UTF-8. Times are RFC 3339; answers give UTC with milliseconds, and finer digits of a request are cut; leap \
            seconds are not taken. Every answer has a `Date`: the clock by which the service stamps. JSON \
            objects of clients come back as they were sent. An unknown field or query parameter is a `400` that names it.

            ### Compression
            `Content-Encoding: gzip` is taken by every operation with a body; limits count what comes out of it, and reading stops \
            there. Any other encoding is a `415` with `Accept-Encoding: gzip`. The export and NDJSON reads are compressed for \
            whoever sends `Accept-Encoding: gzip`.

            ### Sign-in
            Off unless the service is set up with it. Then each request but those for health brings `Authorization: Bearer …`: a \
            token of the provider, or a key (also as `X-API-Key`). Each operation names the scope that it needs: `sessions:read`, \
            `sessions:write`, or `sessions:admin` for import, export, feed and webhooks; none includes another.

            ### Errors
            Every error is a problem document (RFC 9457), `application/problem+json`. Its `type` is \
            `urn:conversation-sessions:problem:` followed by one of these names:
            """;

    private ApiDocument() {
    }
}
