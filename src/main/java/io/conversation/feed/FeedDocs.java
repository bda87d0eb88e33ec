package io.conversation.feed;

/** What the OpenAPI document says of the feed at length, with lines to try, written as an array of them. */
final class FeedDocs {

    private static final String WHAT = """
            All that arrives, of all sessions: each session that is created (`session.created`), each event that is stored \
            (`event.stored`), by whichever pod, and each session's end (`session.ended`). At least once, none lost; \
            whoever needs it once drops repeats by `sessionId` and `eventId`. In the order of arrival within a session: first the session, then its \
            events, then its end; what comes `late` follows. An event that was still being written when its session ended may come after that.

            A `position` holds for any pod, after any restart, and for as long as one likes: who was away for days gets all that is \
            there, and goes on live without a seam. It stays the same for other filters: what they pass over has been passed. \
            Without one, the feed begins with what arrives from now on; `after=start` begins with the first that is there. \
            A session is told of as it is by then; one that was erased, or is past its time, is not told of any more.

            `kind` takes one of the three, or two: of ends alone nothing is read but ends. `type` narrows the events, and no sessions; `status` and `metadata.<key>` are of the session, as it is when it is told: \
            `status=completed` gives the ends of conversations, and what comes late. More than 100 readers at the same time are \
            answered `503`.
            """;

    static final String READ = WHAT
            + """

                    A page has what is there, `limit` items at the most, and answers at once. Where there is nothing yet it is waited for, for \
                    `wait` seconds. `Next-Position` is the `after` of the next page, also of an empty one. Where the \
                    database has no change stream, each page that is close to now looks back at what has arrived within half a minute: a \
                    busy installation is better followed by the stream there.
                    """;

    static final String FOLLOW = WHAT
            + """

                    Server-sent events (WHATWG HTML, 9.2): `id` is the position, `event` the kind, `data` the item. To go on after a cut, send the \
                    last `id` as `Last-Event-ID`, as browsers do; it goes before `after`. A comment line every 15 s keeps proxies awake, with \
                    the position that was come to. A stream whose reader takes nothing is closed, to be resumed; so is one whose token has run \
                    out, or that the database failed, and so are all when the service goes down. It ends by itself never, so Swagger UI does not show it.
                    """;

    static final String ITEMS = """
            [{"position":"AWlVuQShssPU5fYHGAAADx3T0LDo","kind":"event.stored","sessionId":"call-7f3a",\
            "event":{"eventId":"turn-004","sessionId":"call-7f3a","type":"user_speech","payload":{"text":"a latte, please"},\
            "timestamp":"2026-01-01T00:00:04.120Z","receivedAt":"2026-01-01T00:00:04.198Z"}},
            {"position":"AWlVucihssPU5fYHGAAAQp1v0Zp3","kind":"session.ended","sessionId":"call-7f3a",\
            "session":{"sessionId":"call-7f3a","status":"completed","language":"en-US","startedAt":"2026-01-01T00:00:00.000Z",\
            "endedAt":"2026-01-01T00:03:20.000Z","metadata":{"caller":"+15550100"}}}]""";

    static final String STREAM = """
            id: AWlVuQShssPU5fYHGAAADx3T0LDo
            event: event.stored
            data: {"position":"AWlVuQShssPU5fYHGAAADx3T0LDo","kind":"event.stored","sessionId":"call-7f3a",\
            "event":{"eventId":"turn-004","sessionId":"call-7f3a","type":"user_speech","payload":{"text":"a latte, please"},\
            "timestamp":"2026-01-01T00:00:04.120Z","receivedAt":"2026-01-01T00:00:04.198Z"}}

            """;

    private FeedDocs() {
    }
}
