package io.conversation.webhook;

import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonValue;

/** How a delivery stands that has not been made yet; one that has is not there any more. */
public enum DeliveryState {
    /** Not tried yet. */
    PENDING("pending"),
    /** Tried in vain, and tried again. */
    FAILING("failing"),
    /** Not tried any more. */
    GIVEN_UP("given-up");

    private final String wire;

    DeliveryState(String wire) {
        this.wire = wire;
    }

    @JsonValue
    public String wire() {
        return wire;
    }

    static Optional<DeliveryState> of(String text) {
        return Stream.of(values()).filter(state -> state.wire.equals(text)).findFirst();
    }
}
