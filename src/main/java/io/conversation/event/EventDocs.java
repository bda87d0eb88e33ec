package io.conversation.event;

/** What the OpenAPI document says of events at length, and examples that go with those of sessions. */
final class EventDocs {

    static final String APPEND = """
            Stores an event under the id that its client chose; `201` when it is new, `200` when it was there before. Events \
            are immutable: a repeat changes nothing. The first event makes an `initiated` session `active`. An event that \
            arrives after the session ended is stored and marked `late`: nothing is lost.

            The body is at most 1 MiB, its `payload` nested 64 deep at most. `batch` and `stream` cannot be ids. With \
            `Prefer: handling=strict`, a repeat with another `type` or `payload`, or with another `timestamp` where given, is \
            a `409`.
            """;

    static final String APPEND_MANY = """
            Stores 1 to 1,000 events, a JSON array of them or NDJSON, 16 MiB at most. Each is stored like one appended alone \
            and has an outcome of its own, `201`, `200` or its `problem`, in the order given, which is also their order of \
            arrival. One that is listed twice is created once and replayed once. What failed with a status of 500 or more may \
            or may not be stored: repeating it settles it.

            One bad event does not hold back the others, whatever is bad about it, as long as it can be told where it ends: a \
            key twice, `NaN`, a lone surrogate, a depth, a number; the same in an array and in NDJSON. Where an array is \
            really broken, the whole is a `400` that names the element and the place.

            The answer is `207` whenever the request itself is sound. A replay that differs from what is stored says so: \
            `"differing": ["payload"]` beside its `status` 200. With `Prefer: handling=strict`, a repeat that differs \
            from what is stored is refused with a `problem` of status 409 in its place.
            """;

    static final String READ = """
            Events by `timestamp`, oldest first unless `order` says otherwise, ties in the order of arrival. Filters go \
            together; of several `type`s, an event has to have one.

            As `application/json`, a page: at most `limit` events, fewer where they are more than 16 MiB. While there is more, \
            it has `pagination.nextCursor`, and the header `Link`. A page deep in a session costs what the first costs. It has \
            an `ETag`: with `If-None-Match` it is a `304` until an event comes into it, or behind its end. A cache is to ask \
            each time, as an event of any time may arrive, also after the end; where `sessions.cache.ended-pages` is set it \
            may answer for so long with a full page of a session that has ended.

            As `application/x-ndjson`, all of them, streamed, one a line, without `limit` and `cursor`; when the database \
            fails in between, the stream is cut off and does not end as if it were whole.
            """;

    static final String TRANSCRIPT = """
            The session, and a page of its events by `timestamp`, oldest first unless `order` says otherwise, ties in the \
            order of arrival: at most `limit` of them, fewer where they are more than 16 MiB. While there is more, the answer \
            has `pagination.nextCursor`, and the header `Link`. Its `ETag` changes with the session and with the page, and with \
            `pagination.total`, where that is asked for.
            """;

    static final String ONE = """
            The event, as it was stored for ever; so a client's cache may answer with it for `sessions.cache.events`, an hour \
            unless set, and then asks with `If-None-Match`. Who has to see at once that it was erased sends \
            `Cache-Control: no-cache`.
            """;

    static final String NEW_USER_SPEECH = """
            {"eventId": "turn-004", "type": "user_speech", "payload": {"text": "a latte, please"},
             "timestamp": "2026-01-01T00:00:04.120Z"}""";

    static final String NEW_BOT_SPEECH = """
            {"eventId": "turn-005", "type": "bot_speech", "payload": {"text": "Coming up. Anything else?", "confidence": 0.93},
             "timestamp": "2026-01-01T00:00:06.480Z"}""";

    static final String NEW_SYSTEM = """
            {"eventId": "turn-006", "type": "system", "payload": {"action": "order_placed", "items": ["latte"]}}""";

    /** For NDJSON shown a line each. */
    static final String BATCH = """
            [{"eventId": "turn-007", "type": "user_speech", "payload": {"text": "and a croissant"},
              "timestamp": "2026-01-01T00:00:08.300Z"},
             {"eventId": "turn-008", "type": "bot_speech", "payload": {"text": "Sure, that is 7.20."},
              "timestamp": "2026-01-01T00:00:09.950Z"}]""";

    static final String BATCH_RESULT = """
            {"created": 2, "replayed": 0, "failed": 0, "results": [{"index": 0, "eventId": "turn-007", "status": 201},
              {"index": 1, "eventId": "turn-008", "status": 201}]}""";

    static final String USER_SPEECH = """
            {"eventId": "turn-004", "sessionId": "call-7f3a", "type": "user_speech", "payload": {"text": "a latte, please"},
             "timestamp": "2026-01-01T00:00:04.120Z", "receivedAt": "2026-01-01T00:00:04.198Z"}""";

    static final String PAGE = """
            {"events": [{"eventId": "turn-004", "sessionId": "call-7f3a", "type": "user_speech",
              "payload": {"text": "a latte, please"}, "timestamp": "2026-01-01T00:00:04.120Z",
              "receivedAt": "2026-01-01T00:00:04.198Z"}],
             "pagination": {"limit": 50, "hasMore": false}}""";

    static final String SESSION_WITH_EVENTS = """
            {"session": {"sessionId": "call-7f3a", "status": "active", "language": "en-US",
              "startedAt": "2026-01-01T00:00:00.000Z", "endedAt": null, "metadata": {"caller": "+15550100"}},
             "events": [{"eventId": "turn-004", "sessionId": "call-7f3a", "type": "user_speech",
              "payload": {"text": "a latte, please"}, "timestamp": "2026-01-01T00:00:04.120Z",
              "receivedAt": "2026-01-01T00:00:04.198Z"}],
             "pagination": {"limit": 50, "hasMore": false}}""";

    /** Written as an array, shown a line each. */
    static final String LINES = """
            [{"eventId": "turn-004", "sessionId": "call-7f3a", "type": "user_speech", "payload": {"text": "a latte, please"},
              "timestamp": "2026-01-01T00:00:04.120Z", "receivedAt": "2026-01-01T00:00:04.198Z"},
             {"eventId": "turn-005", "sessionId": "call-7f3a", "type": "bot_speech", "payload": {"text": "Coming up."},
              "timestamp": "2026-01-01T00:00:06.480Z", "receivedAt": "2026-01-01T00:00:06.533Z"}]""";

    private EventDocs() {
    }
}
