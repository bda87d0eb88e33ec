package io.conversation.follow;

/** What the OpenAPI document says of live streams at length. */
final class FollowDocs {

    static final String FOLLOW = """
            Server-sent events (WHATWG HTML, 9.2), in the order of arrival: first those that are there, then each as it is \
            stored, by whichever pod. `id` is a position, `event` the type, `data` the event. Every event comes at least once; \
            a follower drops repeats by `eventId`. To go on after a cut, send the last `id` as `Last-Event-ID`, as browsers do: \
            what came after it follows. Something before it is sent again only where it may have been missed, which a position \
            tells, since it knows how many of the events shortly before it its follower has had.

            A comment line every 15 s keeps proxies awake. When the session ends, an event named `session` carries it; the \
            stream stays open for late events until 30 s after the end of the session, by its `endedAt` or, for who was there, \
            by when it was told, and closes. Who comes back with a `Last-Event-ID` when it ended longer ago and nothing is new \
            is answered `204`, which ends an EventSource for good. A stream whose reader takes nothing is closed, to be \
            resumed; so is one whose token has run out, and so are all when the service goes down. More than 2,000 at the same time are answered `503`.

            Swagger UI shows a stream only once it has closed.
            """;

    static final String STREAM = """
            id: 6955b904a1b2c3d4e5f60718-20-12-2
            event: user_speech
            data: {"eventId":"turn-004","sessionId":"call-7f3a","type":"user_speech","payload":{"text":"a latte, please"},\
            "timestamp":"2026-01-01T00:00:04.120Z","receivedAt":"2026-01-01T00:00:04.198Z"}

            id: 6955b904a1b2c3d4e5f60718-20-12-2-1767225800
            event: session
            data: {"sessionId":"call-7f3a","status":"completed","language":"en-US","startedAt":"2026-01-01T00:00:00.000Z",\
            "endedAt":"2026-01-01T00:03:20.000Z","metadata":{"caller":"+15550100"}}

            """;

    private FollowDocs() {
    }
}
