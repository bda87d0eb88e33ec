package io.conversation.embedded;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.oplog.Oplog;
import io.netty.channel.Channel;

/** One database of an {@link EmbeddedDatabase}: its collections, each a map in the store, and its indexes, all in memory. */
final class EmbeddedCatalog extends AbstractMongoDatabase<Long> {

    /** What two indexes of one collection have to differ in; the rest of a description are options. */
    private static final Set<String> IDENTITY = Set.of("key", "unique", "sparse", "partialFilterExpression", "collation");
    private static final Set<String> IGNORED = Set.of("v", "ns", "name", "background");

    private static final Document SIMPLE = new Document("locale", "simple");

    private final MVStore store;
    private final List<EmbeddedCollection> opened = new ArrayList<>();

    EmbeddedCatalog(String name, MVStore store, CursorRegistry cursors) {
        super(name, cursors);
        this.store = store;
        initializeNamespacesAndIndexes();
        opened.forEach(EmbeddedCollection::fillIndexes);
        opened.clear();
    }

    @Override
    protected MongoCollection<Long> openOrCreateCollection(String name, CollectionOptions options) {
        MVMap<Long, byte[]> documents = documents(getFullCollectionNamespace(name));
        EmbeddedCollection collection = new EmbeddedCollection(this, name, options, documents, cursorRegistry);
        if (!documents.isEmpty()) {
            opened.add(collection);
        }
        return collection;
    }

    private MVMap<Long, byte[]> documents(String namespace) {
        return store.openMap(namespace, new MVMap.Builder<Long, byte[]>().keyType(LongDataType.INSTANCE)
                .valueType(ByteArrayDataType.INSTANCE));
    }

    @Override
    protected Index<Long> openOrCreateUniqueIndex(String collection, String name, List<IndexKey> keys, boolean sparse) {
        return new EmbeddedIndex(name, keys, sparse, true);
    }

    @Override
    protected Index<Long> openOrCreateSecondaryIndex(String collection, String name, List<IndexKey> keys, boolean sparse) {
        return new EmbeddedIndex(name, keys, sparse, false);
    }

    @Override
    public Document handleCommand(Channel channel, String command, Document query, DatabaseResolver databases, Oplog oplog) {
        if (command.equals("aggregate")) {
            narrow(query);
        }
        if (command.equals("findAndModify")) {
            refuseUnknownHint(query.get(command), query.get("hint"));
        } else if (command.equals("update") && query.get("updates") instanceof List<?> updates) {
            Document refusal = refusal(query.get(command), updates);
            if (refusal != null) {
                return refusal;
            }
        }
        Document answer = super.handleCommand(channel, command, query, databases, oplog);
        if (command.equals("insert")) {
            countInserted(query, answer);
        }
        return answer;
    }

    /** A write that names an index does nothing where there is none of the kind. */
    private void refuseUnknownHint(Object collection, Object hint) {
        if (hint != null && indexesOf(collection).noneMatch(index -> hint.equals(index.get("name"))
                || hint instanceof Document key && key.equals(index.get("key")))) {
            throw new MongoServerError(2, "BadValue",
                    "error processing query: hint provided does not correspond to an existing index");
        }
    }

    private Stream<Document> indexesOf(Object collection) {
        return indexes.get() == null ? Stream.empty()
                : indexes.get().handleQueryAsStream(new Document("ns", getFullCollectionNamespace(collection.toString())));
    }

    /** The answer to updates of which one names an index that is not there, as if all did; null where none does. */
    private Document refusal(Object collection, List<?> updates) {
        try {
            updates.forEach(update -> refuseUnknownHint(collection, ((Document) update).get("hint")));
            return null;
        } catch (MongoServerError e) {
            List<Document> errors = IntStream.range(0, updates.size()).mapToObj(i -> new Document("index", i)
                    .append("code", e.getCode()).append("errmsg", e.getMessageWithoutErrorCode())).toList();
            return new Document("n", 0).append("nModified", 0).append("writeErrors", errors).append("ok", 1.0);
        }
    }

    /** Lets the first stage of a pipeline use an index; the pipeline itself would read the whole collection. */
    private void narrow(Document query) {
        if (resolveCollection(query.get("aggregate").toString(), false) instanceof EmbeddedCollection collection) {
            collection.narrowNextAggregation(query.get("pipeline") instanceof List<?> stages && !stages.isEmpty()
                    && stages.get(0) instanceof Document first && first.get("$match") instanceof Document match ? match
                            : new Document());
        }
    }

    private static void countInserted(Document query, Document answer) {
        if (answer.get("writeErrors") instanceof List<?> errors && query.get("documents") instanceof List<?> documents) {
            boolean ordered = Utils.isTrue(query.get("ordered"));
            answer.put("n", ordered ? ((Document) errors.get(0)).get("index") : documents.size() - errors.size());
        }
    }

    @Override
    protected void addIndex(Document requested) {
        if (SIMPLE.equals(requested.get("collation"))) {
            // It is the one without a mention, as in MongoDB.
            requested.remove("collation");
        }
        if (indexes.get() != null) {
            for (Document existing : indexes.get().handleQuery(new Document("ns", requested.get("ns")))) {
                refuseConflict(requested, existing);
            }
        }
        super.addIndex(requested);
    }

    private static void refuseConflict(Document requested, Document existing) {
        boolean sameName = requested.get("name").equals(existing.get("name"));
        boolean sameIdentity = identity(requested).equals(identity(existing));
        String both = " Requested index: " + requested.toString(true) + ", existing index: " + existing.toString(true);
        if (sameName && !sameIdentity) {
            throw new MongoServerError(86, "IndexKeySpecsConflict",
                    "An existing index has the same name as the requested index." + both);
        }
        if (sameIdentity && !sameName) {
            throw new MongoServerError(85, "IndexOptionsConflict", "Index already exists with a different name: "
                    + existing.get("name") + "." + both);
        }
        if (sameName && !options(requested).equals(options(existing))) {
            throw new MongoServerError(85, "IndexOptionsConflict",
                    "An equivalent index already exists with the same name but different options." + both);
        }
    }

    private static KeyValue identity(Document index) {
        return new KeyValue(index.get("key"), Utils.isTrue(index.get("unique")), Utils.isTrue(index.get("sparse")),
                index.get("partialFilterExpression"), index.get("collation")).normalized();
    }

    private static Map<String, Object> options(Document index) {
        Map<String, Object> options = new HashMap<>(index);
        options.keySet().removeAll(IDENTITY);
        options.keySet().removeAll(IGNORED);
        return options;
    }

    @Override
    public void dropCollection(String name, Oplog oplog) {
        super.dropCollection(name, oplog);
        store.removeMap(documents(getFullCollectionNamespace(name)));
    }

    @Override
    public void moveCollection(MongoDatabase from, MongoCollection<?> collection, String newName) {
        String oldName = collection.getFullName();
        super.moveCollection(from, collection, newName);
        store.renameMap(documents(oldName), getFullCollectionNamespace(newName));
    }

    @Override
    protected long getStorageSize() {
        return store.isPersistent() ? store.getFileStore().size() : 0;
    }

    @Override
    protected long getFileSize() {
        return getStorageSize();
    }
}
