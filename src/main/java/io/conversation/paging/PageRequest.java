package io.conversation.paging;

/** Which page of a list is asked for; {@code after} is null for the first. */
public record PageRequest(int limit, Order order, Position after, String scope) {

    public static final int DEFAULT_LIMIT = 50;
    public static final int MAX_LIMIT = 500;
}
