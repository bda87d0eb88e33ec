package io.conversation.problem;

import java.util.ArrayList;
import java.util.List;

/** Collects every broken rule of a request, so that its sender can mend all of them at once. */
public final class Violations {

    private static final int MOST_LISTED = 100;

    private final List<Violation> found = new ArrayList<>();

    /** Beyond 100 the rest is dropped: a hostile body must not make an answer larger than itself. */
    public void add(String field, String message) {
        if (found.size() < MOST_LISTED) {
            found.add(new Violation(field, message));
        }
    }

    public boolean isEmpty() {
        return found.isEmpty();
    }

    public List<Violation> list() {
        return List.copyOf(found);
    }

    /** Refuses the request with {@code validation-failed} when a rule was broken. */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw exception();
        }
    }

    public ProblemException exception() {
        String first = found.getFirst().field() + " " + found.getFirst().message();
        String detail = found.size() == 1 ? first : first + " (and " + (found.size() - 1) + " more)";
        return new ProblemException(ProblemType.VALIDATION_FAILED, detail, list());
    }
}
