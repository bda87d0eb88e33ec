package io.conversation.database;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.conversions.Bson;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoDatabase;

/**
 * Whether the server is one that always enforces unique indexes: 5.0.0 and 5.0.1 do not. Asked of the primary; of a mongos,
 * which has a version of its own, also for the shards that hold a collection. What may not be asked is taken to hold.
 */
@Singleton
class ServerPromises {

    private static final List<Integer> OLDEST = List.of(5, 0, 2);
    private static final List<Integer> OLDEST_COMPATIBILITY = List.of(5, 0);
    private static final String FEATURES = "featureCompatibilityVersion";

    private final Databases databases;

    ServerPromises(Databases databases) {
        this.databases = databases;
    }

    /** Which promise the server does not keep, and how to mend it. */
    Optional<String> broken(List<String> collections) {
        List<String> versions = new ArrayList<>();
        versions.add(run(databases.admin(), new Document("buildInfo", 1)).getString("version").getValue());
        if (databases.isBehindMongos()) {
            collections.forEach(collection -> allowed(databases.own(), new Document("explain",
                    new Document("find", collection)).append("verbosity", "queryPlanner"))
                    .ifPresent(plan -> versions.addAll(serverVersions(plan))));
        }
        return versions.stream().filter(version -> isOlder(version, OLDEST)).findFirst()
                .map(version -> "The database is MongoDB " + version + ", and before 5.0.2 unique indexes are not always"
                        + " enforced. Upgrade all its nodes to 5.0.2 or newer; the service goes on within seconds.")
                .or(() -> featureCompatibility().filter(version -> isOlder(version, OLDEST_COMPATIBILITY))
                        .map(version -> "The database's featureCompatibilityVersion is " + version + ", and below 5.0 it works"
                                + " like an older MongoDB. Set it to 5.0 or newer with setFeatureCompatibilityVersion; the"
                                + " service goes on within seconds."));
    }

    /** A mongos has no such parameter, but passes on what its config servers have. */
    private Optional<String> featureCompatibility() {
        return allowed(databases.admin(), new Document("getParameter", 1).append(FEATURES, 1))
                .map(answer -> answer.get(FEATURES))
                .or(() -> allowed(databases.admin(), new Document("find", "system.version")
                        .append("filter", new Document("_id", FEATURES)).append("singleBatch", true))
                        .map(answer -> answer.getDocument("cursor").getArray("firstBatch"))
                        .filter(found -> !found.isEmpty()).map(found -> found.get(0)))
                .filter(BsonValue::isDocument).map(found -> found.asDocument().get("version"))
                .filter(version -> version != null && version.isString()).map(version -> version.asString().getValue());
    }

    /** Nothing where the server refuses it, for want of a privilege or as it knows no such thing. */
    private static Optional<BsonDocument> allowed(MongoDatabase database, Bson command) {
        try {
            return Optional.of(run(database, command));
        } catch (MongoCommandException e) {
            if (DatabaseFailures.isPassingAuthorized(e)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static BsonDocument run(MongoDatabase database, Bson command) {
        return database.runCommand(command, BsonDocument.class);
    }

    /** Each shard that explains a plan says what it is. */
    private static List<String> serverVersions(BsonDocument plan) {
        List<String> versions = new ArrayList<>();
        plan.forEach((field, value) -> {
            if (field.equals("serverInfo") && value.isDocument() && value.asDocument().containsKey("version")) {
                versions.add(value.asDocument().getString("version").getValue());
            } else if (value.isDocument()) {
                versions.addAll(serverVersions(value.asDocument()));
            } else if (value.isArray()) {
                value.asArray().stream().filter(BsonValue::isDocument)
                        .forEach(each -> versions.addAll(serverVersions(each.asDocument())));
            }
        });
        return versions;
    }

    private static boolean isOlder(String version, List<Integer> oldest) {
        // A pre-release, 5.0.2-rc0, counts as what it becomes.
        List<Integer> numbers = Arrays.stream(version.split("[^0-9]+")).filter(part -> !part.isEmpty()).map(Integer::valueOf)
                .toList();
        for (int i = 0; i < oldest.size(); i++) {
            int number = i < numbers.size() ? numbers.get(i) : 0;
            if (number != oldest.get(i)) {
                return number < oldest.get(i);
            }
        }
        return false;
    }
}
