package io.conversation.database;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.Document;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoDatabase;

/**
 * What the primary has of a collection's indexes. One that is being made is listed like any other unless it is asked for: it
 * refuses no duplicate yet.
 *
 * @param ready as the server describes them
 * @param inProgress the names of those that are being made
 */
record IndexListing(String collection, List<BsonDocument> ready, Set<String> inProgress) {

    private static final int NAMESPACE_NOT_FOUND = 26;
    private static final int MORE_THAN_THERE_CAN_BE = 1000;

    /** Empty for a collection that is not there. */
    static IndexListing of(MongoDatabase database, String collection) {
        List<BsonDocument> ready = new ArrayList<>();
        Set<String> inProgress = new HashSet<>();
        for (BsonValue each : listed(database, collection)) {
            BsonDocument index = each.asDocument();
            if (index.containsKey("buildUUID")) {
                inProgress.add(index.getDocument("spec").getString("name").getValue());
            } else {
                ready.add(index);
            }
        }
        return new IndexListing(collection, ready, inProgress);
    }

    private static List<BsonValue> listed(MongoDatabase database, String collection) {
        try {
            return database.runCommand(new Document("listIndexes", collection).append("includeBuildUUIDs", true)
                    .append("cursor", new Document("batchSize", MORE_THAN_THERE_CAN_BE)), BsonDocument.class)
                    .getDocument("cursor").getArray("firstBatch");
        } catch (MongoCommandException e) {
            if (e.getErrorCode() == NAMESPACE_NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }

    Set<String> leadingFields() {
        return ready.stream().map(index -> index.getDocument("key").getFirstKey()).collect(Collectors.toSet());
    }

    /**
     * Why the collection cannot be used, whatever its indexes. Every query would inherit its collation, find by it, and have no
     * use of an index without one; the index on {@code _id} has the collection's own, always.
     */
    Optional<String> foreignCollation() {
        return ready.stream().filter(index -> index.getString("name").getValue().equals("_id_"))
                .filter(index -> index.containsKey("collation"))
                .map(index -> "Collection '" + collection + "' has a default collation ("
                        + index.getDocument("collation").getString("locale").getValue()
                        + "), by which different ids may be one. Copy its documents into a collection without one, and rename"
                        + " that to '" + collection + "'; the service goes on within seconds.")
                .findFirst();
    }
}
