package io.conversation.erasure;

/** What the OpenAPI document says of erasure at length. */
final class ErasureDocs {

    static final String ONE = """
            Takes the session out of the database with all its events, for good; `204`, and again `204`, also for one that \
            never was. From the first moment no read finds it: `404`, streams of it end. What is sent of it from then on is \
            `410`, whether it is created, appended to or imported, for `sessions.erasure.tombstone-life`, 24 hours; created \
            after that, it is a new session.

            It takes as long as the session is long. After 45 seconds it is a `503`: it goes on by itself, and repeating it waits \
            for the end.
            """;

    static final String MANY = """
            Erases every session that the list gives for `metadata.<key>=<string>`: a person's conversations, say. One such \
            filter is required; of several, a session has to match all. Each is erased as by a request of its own.

            The answer is NDJSON, written while it goes on: a line for each session with its `status`, `204`, or that of the \
            `problem` with which it could not be erased, and a last line that says how many were `erased` and how many `failed`. \
            It ends when no more is found, those included that were created meanwhile. When the database goes away, the answer is \
            a `503`, or, once it has begun, is cut off and has no such line: repeat it.
            """;

    static final String LINES = """
            [{"sessionId": "call-7f3a", "status": 204}, {"sessionId": "call-8c21", "status": 204}, {"erased": 2, "failed": 0}]""";

    private ErasureDocs() {
    }
}
