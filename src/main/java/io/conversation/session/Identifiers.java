package io.conversation.session;

import java.util.Set;

import io.conversation.problem.Violations;

/**
 * The rule of ids that clients choose: 1 to 128 characters of those that RFC 3986 lets stand in a path by themselves, and
 * {@code |}. None begins with a dot, as {@code .} and {@code ..} are no ids to whoever reads a path.
 */
public final class Identifiers {

    public static final int MAX_LENGTH = 128;
    public static final String PATTERN = "^[A-Za-z0-9_~!$&'()*+,;=:@|-][A-Za-z0-9._~!$&'()*+,;=:@|-]{0,127}$";
    public static final String RULE = "has to be 1 to 128 of A-Z a-z 0-9 - . _ ~ ! $ & ' ( ) * + , ; = : @ |, the first not a dot";

    private static final String MARKS = "-._~!$&'()*+,;=:@|";

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
        if (id.isEmpty() || id.length() > MAX_LENGTH || id.charAt(0) == '.') {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letterOrDigit && MARKS.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
