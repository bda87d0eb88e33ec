package io.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * Which commands a router can send to the shards that have the sessions they are for: those that name them, by equality or one
 * of several, in each filter and document. All others have a place and a reason in the list of what may ask every shard.
 */
public final class OneShard {

    /** What may ask every shard, and why. */
    public enum Everywhere {
        /** Lists and exports are of sessions that nobody has named. */
        LIST("sessions", command -> (isSortedBy(command, "startedAt") || isSortedBy(command, "endedAt"))
                && !command.containsKey("hint")),
        /** Who is to be erased by metadata is named by nothing else. */
        OF_A_PERSON("sessions", command -> !command.containsKey("sort") && command.getDocument("filter").containsKey("$and")
                && each(command.getDocument("filter"), "$and")
                        .anyMatch(part -> part.getFirstKey().startsWith("metadata."))),
        /** An export of what has arrived in a span, and the feed, go by the order of arrival. */
        ARRIVED_SESSIONS("sessions", command -> isSortedBy(command, "_id")),
        ARRIVED_ENDS("sessions", command -> isSortedBy(command, "endedId")),
        ARRIVED_EVENTS("events", command -> isSortedBy(command, "_id")),
        /** A sweep looks for sessions whose time has come. */
        OPEN_FOR_LONG("sessions", command -> isSortedBy(command, "startedAt") && command.containsKey("hint")),
        PAST("sessions", command -> isSortedBy(command, "endedAt") && command.containsKey("hint")),
        /** Erasures that somebody has to go on with. */
        DUE("erasures", command -> isSortedBy(command, "nextAt")),
        /** Whoever looks for webhooks that are stuck names no session. */
        STUCK("webhooks", command -> isSortedBy(command, "_id"));

        private final String collection;
        private final Predicate<BsonDocument> is;

        Everywhere(String collection, Predicate<BsonDocument> is) {
            this.collection = collection;
            this.is = is;
        }
    }

    private static final Map<String, String> KEYS = Map.of("sessions", "sessionId", "events", "sessionId", "erasures", "_id",
            "webhooks", "_id");

    private OneShard() {
    }

    /** That nothing is asked of every shard but exactly that; and that something is asked at all. */
    public static void assertAsked(List<BsonDocument> commands, Everywhere... everywhere) {
        Set<Everywhere> met = EnumSet.noneOf(Everywhere.class);
        List<BsonDocument> ours = commands.stream().filter(command -> KEYS.containsKey(collection(command))).toList();
        assertThat(ours).as("commands on %s", KEYS.keySet()).isNotEmpty();
        for (BsonDocument command : ours) {
            if (!isRouted(command)) {
                assertThat(Stream.of(Everywhere.values()).filter(each -> each.collection.equals(collection(command))
                        && command.containsKey("find") && each.is.test(command)).peek(met::add))
                        .as("why every shard is asked: %s", command.toJson()).isNotEmpty();
            }
        }
        assertThat(met).as("what asks every shard").containsExactlyInAnyOrder(everywhere);
    }

    private static String collection(BsonDocument command) {
        BsonValue named = command.get(command.getFirstKey());
        return named.isString() ? named.asString().getValue() : "";
    }

    private static boolean isRouted(BsonDocument command) {
        String key = KEYS.get(collection(command));
        return switch (command.getFirstKey()) {
            case "find" -> names(command.getDocument("filter", new BsonDocument()), key);
            case "findAndModify" -> names(command.getDocument("query"), key);
            case "aggregate" -> names(command.getArray("pipeline").getFirst().asDocument().getDocument("$match",
                    new BsonDocument()), key);
            case "update" -> each(command, "updates").allMatch(update -> names(update.getDocument("q"), key));
            case "delete" -> each(command, "deletes").allMatch(delete -> names(delete.getDocument("q"), key));
            case "insert" -> each(command, "documents").allMatch(document -> document.containsKey(key));
            // Looks at the collection itself, and not at a session.
            case "listIndexes", "createIndexes", "explain" -> true;
            default -> throw new AssertionError("Whom does it ask? " + command.toJson());
        };
    }

    private static Stream<BsonDocument> each(BsonDocument command, String list) {
        return command.getArray(list).stream().map(BsonValue::asDocument);
    }

    private static boolean names(BsonDocument filter, String key) {
        BsonValue value = filter.get(key);
        if (value != null && (value.isString()
                || value.isDocument() && (value.asDocument().containsKey("$in") || value.asDocument().containsKey("$eq")))) {
            return true;
        }
        return filter.containsKey("$and") && each(filter, "$and").anyMatch(part -> names(part, key))
                || filter.containsKey("$or") && each(filter, "$or").allMatch(part -> names(part, key));
    }

    private static boolean isSortedBy(BsonDocument command, String field) {
        return command.getDocument("sort", new BsonDocument()).keySet().stream().findFirst().filter(field::equals).isPresent();
    }
}
