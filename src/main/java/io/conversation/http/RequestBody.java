package io.conversation.http;

/** The contract's limits of a body, which count what comes out of one that is compressed. */
public final class RequestBody {

    /** 1 MiB: a session or one event. */
    public static final int MAX_BYTES = 1024 * 1024;

    /** 16 MiB: a batch, or one conversation of an import; also the most that a document in MongoDB can have. */
    public static final int MAX_BATCH_BYTES = 16 * 1024 * 1024;

    private RequestBody() {
    }
}
