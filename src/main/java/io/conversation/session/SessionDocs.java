package io.conversation.session;

/** What the OpenAPI document says of sessions at length, and examples that work in the order create, append, read, complete. */
final class SessionDocs {

    static final String CREATE = """
            Stores a session under the id that its client chose; `201` when it is new, `200` when it was there before. A \
            repeat changes nothing: neither `language`, `metadata`, `startedAt` nor `status` of what is stored.

            The body is at most 1 MiB. `import` and `export` cannot be ids. With `Prefer: handling=strict`, a repeat with \
            another `language`, or with another `metadata` where given, is a `409`.
            """;

    static final String LIST = """
            Sessions by `startedAt`, newest first unless `order` says otherwise, ties in the order of arrival; without their \
            events. Filters go together: a session has to match all of them. With `endedFrom` or `endedTo`, those that ended, \
            by `endedAt`.

            A page has at most `limit` sessions, fewer where they are more than 16 MiB. While there is more, the answer has \
            `pagination.nextCursor`, and the header `Link`.
            """;

    static final String COMPLETE = """
            Ends the session as `completed` or `failed`; always `200` with the session. The first call wins: `status` and \
            `endedAt` never change again, whatever races with it. Events that arrive later are stored and marked `late`.

            `metadata` takes what is known only at the end (outcome, summary, cost): it is added to the session's in the same \
            atomic change, and keys that are there already stay as they are. A repeat adds nothing. An `endedAt` before \
            `startedAt` is a `400`; where the service chooses, it is not before `startedAt`.

            A session of which nothing has arrived for `sessions.abandon-after`, where that is set, is ended as `failed` by the \
            service, with the same effect.

            The body may be absent; it is at most 1 MiB. With `Prefer: handling=strict`, a call that asks for the other end \
            state than the stored one, or for another value of a key of the metadata, is a `409` that names what differs, and \
            changes nothing.
            """;

    static final String NEW_CALL = """
            {"sessionId": "call-7f3a", "language": "en-US", "startedAt": "2026-01-01T00:00:00.000Z",
             "metadata": {"caller": "+15550100"}}""";

    static final String NEW_LEAST = """
            {"sessionId": "chat-0001", "language": "fr"}""";

    static final String CREATED = """
            {"sessionId": "call-7f3a", "status": "initiated", "language": "en-US", "startedAt": "2026-01-01T00:00:00.000Z",
             "endedAt": null, "metadata": {"caller": "+15550100"}}""";

    static final String PAGE = """
            {"sessions": [{"sessionId": "call-7f3a", "status": "active", "language": "en-US",
              "startedAt": "2026-01-01T00:00:00.000Z", "endedAt": null, "metadata": {"caller": "+15550100"}}],
             "pagination": {"limit": 50, "hasMore": false}}""";

    static final String END = """
            {"status": "completed", "endedAt": "2026-01-01T00:03:20.000Z", "metadata": {"outcome": "ordered"}}""";

    static final String FAILURE = """
            {"status": "failed"}""";

    static final String ENDED = """
            {"sessionId": "call-7f3a", "status": "completed", "language": "en-US", "startedAt": "2026-01-01T00:00:00.000Z",
             "endedAt": "2026-01-01T00:03:20.000Z", "metadata": {"caller": "+15550100", "outcome": "ordered"}}""";

    private SessionDocs() {
    }
}
