package io.conversation.feed;

/** What a reader is told of one arrival, and the position to go on from behind it. */
record Told(FeedPosition position, Item item) {
}
