package io.conversation.security;

import java.util.Optional;

/** What a caller may do; none of them includes another. */
public enum Scope {
    READ("sessions:read"),
    WRITE("sessions:write"),
    /** Import, export and metrics. */
    ADMIN("sessions:admin");

    private final String text;

    Scope(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    static Optional<Scope> of(String text) {
        for (Scope scope : values()) {
            if (scope.text.equals(text)) {
                return Optional.of(scope);
            }
        }
        return Optional.empty();
    }
}
