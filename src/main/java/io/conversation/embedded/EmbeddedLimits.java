package io.conversation.embedded;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;

/**
 * What a query leaves to one field, both ends included. The limits may be too wide, never too narrow: what they let through
 * is matched with the query again.
 */
record EmbeddedLimits(Object low, Object high) {

    static final EmbeddedLimits NONE = new EmbeddedLimits(MinKey.getInstance(), MaxKey.getInstance());

    private static final ValueComparator VALUES = ValueComparator.ascWithoutListHandling();

    /** The values that the query allows, in order and each once; empty if it does not list them. */
    static Optional<Collection<Object>> onlyValues(Document query, String field) {
        return Stream.concat(
                query.containsKey(field) ? listed(query.get(field)).stream() : Stream.empty(),
                clauses(query, "$and").flatMap(clause -> onlyValues(clause, field).stream())).findFirst();
    }

    private static Optional<Collection<Object>> listed(Object condition) {
        Collection<?> values = Collections.singletonList(condition);
        if (condition instanceof Document operators) {
            if (operators.get("$in") instanceof Collection<?> several) {
                values = several;
            } else if (operators.containsKey("$eq")) {
                values = Collections.singletonList(operators.get("$eq"));
            }
        }
        if (!values.stream().allMatch(EmbeddedLimits::isScalar)) {
            return Optional.empty();
        }
        Collection<Object> distinct = new TreeSet<>(VALUES);
        distinct.addAll(values);
        return Optional.of(distinct);
    }

    private static boolean isScalar(Object value) {
        return !(value instanceof Document || value instanceof Collection || value instanceof BsonRegularExpression);
    }

    static EmbeddedLimits of(Document query, String field) {
        EmbeddedLimits limits = query.get(field) instanceof Document operators ? of(operators) : exactly(query.get(field));
        for (Document clause : clauses(query, "$and").toList()) {
            limits = limits.and(of(clause, field));
        }
        return limits.and(clauses(query, "$or").map(clause -> of(clause, field)).reduce(EmbeddedLimits::or).orElse(NONE));
    }

    private static EmbeddedLimits of(Document operators) {
        EmbeddedLimits limits = exactly(operators.get("$eq"));
        for (String operator : List.of("$gt", "$gte")) {
            limits = limits.and(new EmbeddedLimits(exactly(operators.get(operator)).low, NONE.high));
        }
        for (String operator : List.of("$lt", "$lte")) {
            limits = limits.and(new EmbeddedLimits(NONE.low, exactly(operators.get(operator)).high));
        }
        return limits;
    }

    private static EmbeddedLimits exactly(Object value) {
        return value == null || !isScalar(value) ? NONE : new EmbeddedLimits(value, value);
    }

    private EmbeddedLimits and(EmbeddedLimits other) {
        return new EmbeddedLimits(VALUES.compare(low, other.low) >= 0 ? low : other.low,
                VALUES.compare(high, other.high) <= 0 ? high : other.high);
    }

    private EmbeddedLimits or(EmbeddedLimits other) {
        return new EmbeddedLimits(VALUES.compare(low, other.low) <= 0 ? low : other.low,
                VALUES.compare(high, other.high) >= 0 ? high : other.high);
    }

    /** The query once for each clause of its {@code $or}: what matches the query matches one of these. */
    static List<Document> alternatives(Document query) {
        Document rest = query.clone();
        rest.remove("$or");
        return clauses(query, "$or").map(clause -> new Document("$and", List.of(rest, clause))).toList();
    }

    private static Stream<Document> clauses(Document query, String operator) {
        return query.get(operator) instanceof Collection<?> several
                ? several.stream().filter(Document.class::isInstance).map(Document.class::cast)
                : Stream.empty();
    }
}
