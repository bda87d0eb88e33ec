package io.conversation.paging;

/** Which page of a list is asked for; {@code after} is null for the first. */
public record PageRequest(int limit, Order order, Position after, String scope) {

    public static final int DEFAULT_LIMIT = 50;
    public static final int MAX_LIMIT = 500;

    /** The most a page carries of stored bytes: a few hundred large payloads must not fill a small pod's heap. */
    public static final int MAX_BYTES = 16 * 1024 * 1024;
}
