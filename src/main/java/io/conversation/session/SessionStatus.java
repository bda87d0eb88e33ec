package io.conversation.session;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonValue;

/** The life of a session: {@code initiated → active → completed | failed}, never back, and ended for ever. */
public enum SessionStatus {
    INITIATED("initiated"),
    ACTIVE("active"),
    COMPLETED("completed"),
    FAILED("failed");

    /** What a completion may start from. */
    public static final List<SessionStatus> OPEN = Arrays.stream(values()).filter(status -> !status.isEnded()).toList();

    private final String wire;

    SessionStatus(String wire) {
        this.wire = wire;
    }

    @JsonValue
    public String wire() {
        return wire;
    }

    public boolean isEnded() {
        return switch (this) {
            case INITIATED, ACTIVE -> false;
            case COMPLETED, FAILED -> true;
        };
    }

    public static Optional<SessionStatus> of(String wire) {
        return Arrays.stream(values()).filter(status -> status.wire.equals(wire)).findFirst();
    }

    static List<String> wires(List<SessionStatus> statuses) {
        return statuses.stream().map(SessionStatus::wire).toList();
    }
}
