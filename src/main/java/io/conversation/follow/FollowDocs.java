package io.conversation.follow;

/** What the OpenAPI document says of live streams at length. */
final class FollowDocs {

    static final String FOLLOW = """
            The session's events as server-sent events, in the order of arrival, from the first or after `Last-Event-ID` on: \
            `id` is a position, `event` the type, `data` the event. Every event that any instance of the service stores is \
            delivered at least once, none is lost; drop repeats by `eventId`. A comment line now and then, every 15 s by \
            default, keeps proxies awake.

            When the session ends, an event named `session` carries the session. The stream then stays open for late events, \
            30 s by default, and closes. A stream whose client reads too slowly is closed, too, to be resumed after the last \
            `id`. Swagger UI shows a stream only once it has closed.
            """;

    static final String STREAM = """
            id: 6955b904a1b2c3d4e5f60718
            event: user_speech
            data: {"eventId":"turn-004","sessionId":"call-7f3a","type":"user_speech","payload":{"text":"a latte, please"},\
            "timestamp":"2026-01-01T00:00:04.120Z","receivedAt":"2026-01-01T00:00:04.198Z"}

            event: session
            data: {"sessionId":"call-7f3a","status":"completed","language":"en-US","startedAt":"2026-01-01T00:00:00.000Z",\
            "endedAt":"2026-01-01T00:03:20.000Z","metadata":{"caller":"+15550100"}}

            """;

    private FollowDocs() {
    }
}
