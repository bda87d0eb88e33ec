package io.conversation.transfer;

/** What the OpenAPI document says of import and export at length, with lines to try, written as an array of them. */
final class TransferDocs {

    static final String IMPORT = """
            Takes whole conversations as NDJSON, one a line: the fields of a session, with `status`, `endedAt` and `events`. \
            Each line is stored like the single requests it stands for and as idempotent as they are: sending it again \
            changes nothing, and completes an import that was cut off. Events keep the order in which a line lists them.

            Any number of lines, each at most 16 MiB, in constant memory; blank ones are passed over. The answer is NDJSON, \
            too, one line for each, written while the next are still being sent. A bad line, or a bad event in one, is \
            answered with its `problem`, and the others go on; a line whose `problem` has a status of 500 or \
            503, as where a shard of the database is lost and others go on, is to be sent again. When the database goes away, the answer is a `503`, or, once it has begun, is cut off and does not end as \
            if it were whole: sending everything again settles it.

            One bad event costs neither the others nor its line, as long as it can be told where it ends. `differing` counts the \
            replays that differ from what is stored; with `Prefer: handling=strict`, these are refused with a `problem`.

            Several lines of one session are one conversation; the line that says so ends it, and adds those keys of its \
            `metadata` that are not there.
            """;

    static final String EXPORT = """
            Streams whole conversations as NDJSON, one a line, in constant memory: in the format of the import, by \
            `startedAt`, oldest first unless `order` says otherwise; by `endedAt` with `endedFrom` or `endedTo`. Filters go \
            together. Imported into an empty database and exported again, it gives the same lines.

            A conversation that would be over the 16 MiB that the import takes of a line comes as several lines of the same \
            session, one after the other. Only the last of them says that the session has ended; imported in order, they \
            give the same conversation. So whatever can be stored can be exported and imported again.

            **Changed since.** With `arrivedFrom` or `arrivedTo`, each conversation of which an event arrived, or which was \
            created or ended, in that span of the server's time: whole, once, in the order of arrival, oldest first. Late and \
            backdated events are found so. The answer carries, as `Arrived-To` and in its `Link`, the instant to ask from \
            next time: what arrives meanwhile is in the one answer or in the next. It lies some seconds back, as what arrived \
            just now may not be seen yet.

            When the database fails in between, the stream is cut off and does not end as if it were whole.
            """;

    static final String NEXT_SPAN = "Only with `arrivedFrom` or `arrivedTo`: the next span (RFC 8288), from `Arrived-To` on.";

    static final String LINES = """
            [{"sessionId": "call-8c21", "status": "completed", "language": "en-US", "startedAt": "2026-01-01T09:00:00.000Z",
              "endedAt": "2026-01-01T09:00:30.000Z", "metadata": {"caller": "+15550101"}, "events": [
              {"eventId": "turn-001", "type": "bot_speech", "timestamp": "2026-01-01T09:00:01.000Z", "payload": {"text": "Hello!"}},
              {"eventId": "turn-002", "type": "user_speech", "timestamp": "2026-01-01T09:00:03.500Z", "payload": {"text": "Two teas."}}]},
             {"sessionId": "chat-0002", "status": "active", "language": "de", "startedAt": "2026-01-01T09:05:00.000Z", "events": [
              {"eventId": "turn-001", "type": "user_speech", "timestamp": "2026-01-01T09:05:02.000Z", "payload": {"text": "Hallo!"}}]}]""";

    static final String RESULTS = """
            [{"line": 1, "sessionId": "call-8c21", "session": "created", "created": 2, "replayed": 0, "failed": 0},
             {"line": 2, "sessionId": "chat-0002", "session": "created", "created": 1, "replayed": 0, "failed": 0}]""";

    static final String EXPORTED = """
            [{"sessionId": "call-8c21", "status": "completed", "language": "en-US", "startedAt": "2026-01-01T09:00:00.000Z",
              "endedAt": "2026-01-01T09:00:30.000Z", "metadata": {"caller": "+15550101"}, "events": [
              {"eventId": "turn-001", "type": "bot_speech", "timestamp": "2026-01-01T09:00:01.000Z", "payload": {"text": "Hello!"},
               "receivedAt": "2026-01-01T09:00:01.042Z"},
              {"eventId": "turn-002", "type": "user_speech", "timestamp": "2026-01-01T09:00:03.500Z", "payload": {"text": "Two teas."},
               "receivedAt": "2026-01-01T09:00:03.561Z"}]}]""";

    private TransferDocs() {
    }
}
