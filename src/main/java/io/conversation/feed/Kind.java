package io.conversation.feed;

/** What may arrive. */
public enum Kind {
    CREATED("session.created"),
    STORED("event.stored"),
    ENDED("session.ended");

    private final String wire;

    Kind(String wire) {
        this.wire = wire;
    }

    /** As clients are told it. */
    public String wire() {
        return wire;
    }
}
