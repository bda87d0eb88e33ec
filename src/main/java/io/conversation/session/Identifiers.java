package io.conversation.session;

import java.util.Set;

import io.conversation.problem.Violations;
import io.conversation.tenant.IdAlphabet;

/** The rule of ids that clients choose: those of {@link IdAlphabet} but for the paths of the service itself. */
public final class Identifiers {

    public static final int MAX_LENGTH = IdAlphabet.MAX_LENGTH;
    public static final String PATTERN = IdAlphabet.PATTERN;
    public static final String RULE = IdAlphabet.RULE;

    /** Would be stored, and then found by nobody under its own path. */
    private static final Set<String> SESSION_PATHS = Set.of("import", "export");
    private static final Set<String> EVENT_PATHS = Set.of("batch", "stream");

    private Identifiers() {
    }

    public static void checkSessionId(String id, String field, Violations violations) {
        check(id, field, SESSION_PATHS, violations);
    }

    public static void checkEventId(String id, String field, Violations violations) {
        check(id, field, EVENT_PATHS, violations);
    }

    private static void check(String id, String field, Set<String> paths, Violations violations) {
        if (id == null) {
            violations.add(field, "is required");
        } else if (!isWellFormed(id)) {
            violations.add(field, RULE);
        } else if (paths.contains(id)) {
            violations.add(field, "must not be '" + id + "', which is a path of the service itself");
        }
    }

    static boolean isWellFormed(String id) {
        return IdAlphabet.isWellFormed(id);
    }
}
