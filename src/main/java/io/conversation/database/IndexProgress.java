package io.conversation.database;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.Document;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoDatabase;

/** How far the making of a collection's indexes has come, by the server's own list of what it does. */
final class IndexProgress {

    /** @param text as the server counts; empty where it does not tell */
    record Seen(boolean isThere, String text) {

        private static final Seen NOTHING = new Seen(false, "");
    }

    private final MongoDatabase admin;
    private final List<Document> match;

    IndexProgress(Databases databases, String collection) {
        String database = databases.own().getName();
        this.admin = databases.admin();
        // The thread that does the work has the collection as its namespace, the command that waits for it the database.
        this.match = List.of(new Document("command.createIndexes", collection).append("ns", database + "." + collection),
                new Document("command.createIndexes", collection).append("command.$db", database));
    }

    /** All of them where the user may see them, else the user's own, which have no numbers. */
    Seen ask() {
        for (boolean all : new boolean[] { true, false }) {
            try {
                List<BsonDocument> operations = admin
                        .aggregate(List.of(new Document("$currentOp", new Document("allUsers", all)),
                                new Document("$match", new Document("$or", match))), BsonDocument.class)
                        .into(new ArrayList<>());
                return operations.isEmpty() ? Seen.NOTHING : new Seen(true, text(operations));
            } catch (MongoCommandException e) {
                if (DatabaseFailures.isPassingAuthorized(e)) {
                    throw e;
                }
            }
        }
        return Seen.NOTHING;
    }

    /** Of several shards the one that has the longest way to go. */
    private static String text(List<BsonDocument> operations) {
        return operations.stream().filter(operation -> operation.isDocument("progress"))
                .map(operation -> operation.getDocument("progress")).min(Comparator.comparingDouble(IndexProgress::share))
                .map(progress -> "%d of %d (%d %%)".formatted(count(progress, "done"), count(progress, "total"),
                        (int) (100 * share(progress))))
                .orElse("");
    }

    private static double share(BsonDocument progress) {
        return (double) count(progress, "done") / Math.max(1, count(progress, "total"));
    }

    private static long count(BsonDocument progress, String field) {
        return progress.getNumber(field, new BsonInt32(0)).longValue();
    }
}
