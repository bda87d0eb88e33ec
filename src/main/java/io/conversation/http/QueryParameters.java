package io.conversation.http;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;

import io.conversation.json.Rfc3339;
import io.conversation.paging.Order;
import io.conversation.paging.PageRequest;
import io.conversation.problem.Violations;

/** The query of a request: every parameter known, well-formed and given once, or told as a violation. */
public final class QueryParameters {

    private final MultivaluedMap<String, String> values;
    private final Violations violations = new Violations();

    private QueryParameters(MultivaluedMap<String, String> values) {
        this.values = values;
    }

    public static QueryParameters of(UriInfo uri, String... known) {
        return of(uri, Set.of(known), name -> false, "");
    }

    /** Also takes the names that {@code more} accepts; {@code hint} says in an error what these are. */
    public static QueryParameters of(UriInfo uri, Set<String> known, Predicate<String> more, String hint) {
        QueryParameters query = new QueryParameters(uri.getQueryParameters());
        for (String name : query.values.keySet()) {
            if (!known.contains(name) && !more.test(name)) {
                String names = known.isEmpty() ? "none" : String.join(", ", new TreeSet<>(known));
                query.violations.add(name, "is not a query parameter here; known are " + names + hint);
            }
        }
        return query;
    }

    public Violations violations() {
        return violations;
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    public String text(String name) {
        List<String> given = all(name);
        if (given.size() > 1) {
            violations.add(name, "is given more than once");
        }
        return given.isEmpty() ? null : given.getFirst();
    }

    /** 1 and up, more than 500 taken as 500, 50 when absent. */
    public int limit() {
        return number("limit", 1, PageRequest.MAX_LIMIT, PageRequest.DEFAULT_LIMIT);
    }

    /** A whole number from {@code least}; one above {@code most} is taken as {@code most}. */
    public int number(String name, int least, int most, int absent) {
        String text = text(name);
        if (text == null) {
            return absent;
        }
        if (!text.matches("[0-9]+")) {
            violations.add(name, "has to be a whole number, " + least + " or more");
            return absent;
        }
        String digits = text.replaceFirst("^0+(?=.)", "");
        int number = digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
        if (number < least) {
            violations.add(name, "has to be " + least + " or more");
            return absent;
        }
        return Math.min(number, most);
    }

    public Order order(Order absent) {
        String text = text("order");
        return switch (text) {
            case null -> absent;
            case "asc" -> Order.ASC;
            case "desc" -> Order.DESC;
            default -> {
                violations.add("order", "has to be asc or desc");
                yield absent;
            }
        };
    }

    public boolean flag(String name) {
        String text = text(name);
        if (text != null && !text.equals("true") && !text.equals("false")) {
            violations.add(name, "has to be true or false");
        }
        return "true".equals(text);
    }

    public Instant time(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        Optional<Instant> time = Rfc3339.parse(text);
        if (time.isEmpty()) {
            violations.add(name, Rfc3339.rule(text) + (text.contains(" ") ? " (a + has to be sent as %2B)" : ""));
        }
        return time.orElse(null);
    }
}
