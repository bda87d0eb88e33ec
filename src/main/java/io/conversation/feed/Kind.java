package io.conversation.feed;

import java.util.Arrays;
import java.util.Optional;

/** What may arrive. */
public enum Kind {
    CREATED("session.created"),
    STORED("event.stored"),
    ENDED("session.ended");

    private final String wire;

    Kind(String wire) {
        this.wire = wire;
    }

    static Optional<Kind> of(String wire) {
        return Arrays.stream(values()).filter(kind -> kind.wire.equals(wire)).findAny();
    }

    /** As clients are told it. */
    public String wire() {
        return wire;
    }
}
