package io.conversation.database;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonValue;

import com.mongodb.client.model.IndexModel;

/**
 * An index as a feature needs it, held against what the database lists. It stands when it has its name, its key, and none of
 * the options that would change what it does; the simple collation is listed by its absence.
 */
record RequiredIndex(String collection, String name, IndexModel model) {

    /** Options with which an index takes other values for equal, leaves documents out, or serves nobody; none is asked for. */
    private static final List<String> FOREIGN = List.of("collation", "partialFilterExpression", "hidden");

    RequiredIndex(String collection, IndexModel model) {
        this(collection, name(model), model);
    }

    /** As the driver and the shell name it. */
    static String name(IndexModel model) {
        return model.getOptions().getName() != null ? model.getOptions().getName()
                : key(model).entrySet().stream().map(field -> field.getKey() + "_"
                        + (field.getValue().isString() ? field.getValue().asString().getValue()
                                : field.getValue().asNumber().intValue()))
                        .collect(Collectors.joining("_"));
    }

    private static BsonDocument key(IndexModel model) {
        return model.getKeys().toBsonDocument();
    }

    boolean isUnique() {
        return model.getOptions().isUnique();
    }

    boolean stands(IndexListing listing) {
        return listing.ready().stream().anyMatch(this::isMet);
    }

    boolean isBeingMade(IndexListing listing) {
        return listing.inProgress().contains(name);
    }

    private boolean isMet(BsonDocument found) {
        return isNamed(found) && hasKey(found) && isUnique() == isTrue(found, "unique")
                && model.getOptions().isSparse() == isTrue(found, "sparse")
                && FOREIGN.stream().noneMatch(option -> isTrue(found, option));
    }

    private boolean isNamed(BsonDocument found) {
        return found.getString("name").getValue().equals(name);
    }

    /** A server may list a number as of another type than it was sent. */
    private boolean hasKey(BsonDocument found) {
        BsonDocument listed = found.getDocument("key");
        BsonDocument mine = key(model);
        return List.copyOf(listed.keySet()).equals(List.copyOf(mine.keySet())) && mine.entrySet().stream()
                .allMatch(field -> isSame(listed.get(field.getKey()), field.getValue()));
    }

    private static boolean isSame(BsonValue listed, BsonValue mine) {
        return listed.isNumber() && mine.isNumber() ? listed.asNumber().doubleValue() == mine.asNumber().doubleValue()
                : listed.equals(mine);
    }

    private static boolean isTrue(BsonDocument found, String option) {
        BsonValue value = found.get(option, BsonBoolean.FALSE);
        return value.isDocument() || value.isBoolean() && value.asBoolean().getValue()
                || value.isNumber() && value.asNumber().doubleValue() != 0;
    }

    /**
     * What keeps it from doing its work, and how to mend that: an index in its place, or a unique one beside it that takes
     * values for equal which are not.
     */
    Optional<String> conflict(IndexListing listing) {
        return listing.ready().stream().filter(found -> isNamed(found) && !isMet(found) || isHarmfulBeside(found))
                .findFirst().map(this::refusal);
    }

    private boolean isHarmfulBeside(BsonDocument found) {
        return isUnique() && hasKey(found) && isTrue(found, "unique") && isTrue(found, "collation");
    }

    private String refusal(BsonDocument found) {
        return "An index exists with other options than the service needs: " + found.toJson() + " in collection '" + collection
                + "', instead of '" + name + "'" + (isUnique() ? ", unique with collation simple" : "")
                + (model.getOptions().isSparse() ? ", sparse" : "")
                + ". Drop that index by hand; the service makes its own within seconds.";
    }
}
