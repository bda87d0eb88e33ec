package io.conversation.embedded;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import org.h2.mvstore.MVMap;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoCollection;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.IndexBuildFailedException;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.wire.BsonConstants;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * One collection of an {@link EmbeddedDatabase}: documents as BSON under a number that rises with arrival. Whoever reads one
 * gets a copy of its own. The store holds documents alone, so on disk no index can be out of step with them.
 */
final class EmbeddedCollection extends AbstractMongoCollection<Long> {

    private static final Document ALL = new Document();

    private final MVMap<Long, byte[]> documents;
    private boolean opening;
    private long next;
    private Document nextAggregated = ALL;

    EmbeddedCollection(MongoDatabase database, String name, CollectionOptions options, MVMap<Long, byte[]> documents,
            CursorRegistry cursors) {
        super(database, name, options, cursors);
        this.documents = documents;
        this.opening = !documents.isEmpty();
        this.next = opening ? documents.lastKey() + 1 : 0;
    }

    /** The next call of {@link #queryAllAsStream()} may leave out what does not match the query. */
    void narrowNextAggregation(Document query) {
        nextAggregated = query;
    }

    @Override
    public Stream<Document> queryAllAsStream() {
        Document query = nextAggregated;
        nextAggregated = ALL;
        return matches(query, ALL);
    }

    @Override
    protected QueryResult queryDocuments(Document query, Document sort, int skip, int limit, int batchSize, Document fields) {
        return matchDocuments(query, sort, skip, limit, batchSize, fields);
    }

    /** @param batchSize how many to hand out at first and leave the rest to a cursor; 0 for all, as they are at this moment */
    @Override
    protected QueryResult matchDocuments(Document query, Document sort, int skip, int limit, int batchSize, Document fields) {
        Stream<Document> found = matches(query, sort == null ? ALL : sort).skip(skip).limit(limit > 0 ? limit : Long.MAX_VALUE);
        if (fields != null && !fields.isEmpty()) {
            found = found.map(document -> project(document, fields));
        }
        if (batchSize == 0) {
            return new QueryResult(found.toList());
        }
        EmbeddedCursor cursor = new EmbeddedCursor(cursorRegistry.generateCursorId(), found.iterator());
        List<Document> first = cursor.takeDocuments(batchSize);
        if (cursor.isEmpty()) {
            return new QueryResult(first);
        }
        cursorRegistry.add(cursor);
        return new QueryResult(first, cursor);
    }

    private Document project(Document document, Document fields) {
        return matchDocumentsFromStream(ALL, Stream.of(document), 0, 0, 0, null, fields).iterator().next();
    }

    /** Reads while it is consumed: a cursor does not hold what it has not handed out, unless it had to sort it. */
    private Stream<Document> matches(Document query, Document sort) {
        boolean natural = sort.containsKey("$natural");
        Optional<EmbeddedScan> scan = natural ? Optional.empty() : EmbeddedScan.best(getIndexes(), query, sort);
        Optional<Stream<Long>> alternatives = natural || scan.filter(EmbeddedScan::isPinned).isPresent() ? Optional.empty()
                : EmbeddedScan.ofAlternatives(getIndexes(), query);
        Stream<Long> positions = alternatives.or(() -> scan.map(EmbeddedScan::positions))
                .orElseGet(() -> positions(isNaturalDescending(sort)));
        Stream<Document> found = positions.map(this::getDocument).filter(Objects::nonNull)
                .filter(document -> documentMatchesQuery(document, query));
        boolean sorted = natural || sort.isEmpty() || alternatives.isEmpty() && scan.filter(EmbeddedScan::isSorted).isPresent();
        return sorted ? found : found.sorted(deriveComparator(sort));
    }

    private Stream<Long> positions(boolean descending) {
        return descending ? Stream.iterate(documents.lastKey(), Objects::nonNull, documents::lowerKey)
                : Stream.iterate(documents.firstKey(), Objects::nonNull, documents::higherKey);
    }

    @Override
    public int count(Document query, int skip, int limit) {
        if (query == null || query.isEmpty()) {
            return super.count(query, skip, limit);
        }
        return (int) matches(query, ALL).skip(skip).limit(limit > 0 ? limit : Long.MAX_VALUE).count();
    }

    @Override
    public int count() {
        return documents.size();
    }

    @Override
    public void addIndex(Index<Long> index) {
        if (getIndexes().stream().anyMatch(other -> other.getName().equals(index.getName()))) {
            return;
        }
        if (!opening) {
            fill(List.of(index));
        }
        getIndexes().add(index);
    }

    /** Ends the opening of a stored collection, whose indexes are filled together: that reads each document once. */
    void fillIndexes() {
        fill(getIndexes());
        opening = false;
    }

    private void fill(List<Index<Long>> indexes) {
        try {
            streamAllDocumentsWithPosition()
                    .forEach(at -> indexes.forEach(index -> index.add(at.getDocument(), at.getPosition(), this)));
        } catch (MongoServerError e) {
            throw new IndexBuildFailedException(e, this);
        }
    }

    @Override
    protected Stream<DocumentWithPosition<Long>> streamAllDocumentsWithPosition() {
        return positions(false).map(position -> new DocumentWithPosition<>(getDocument(position), position));
    }

    @Override
    protected Long findDocumentPosition(Document document) {
        return streamAllDocumentsWithPosition().filter(at -> at.getDocument().equals(document)).findFirst()
                .map(DocumentWithPosition::getPosition).orElse(null);
    }

    @Override
    protected Document getDocument(Long position) {
        byte[] bytes = documents.get(position);
        return bytes == null ? null : BsonDecoder.decodeBson(Unpooled.wrappedBuffer(bytes));
    }

    @Override
    protected Long addDocumentInternal(Document document) {
        byte[] bytes = encode(document);
        refuseTooLarge(bytes);
        documents.put(next, bytes);
        return next++;
    }

    @Override
    protected void handleUpdate(Long position, Document oldDocument, Document newDocument) {
        byte[] bytes = encode(newDocument);
        try {
            refuseTooLarge(bytes);
        } catch (MongoServerError e) {
            getIndexes().forEach(index -> index.updateInPlace(newDocument, oldDocument, position, this));
            throw e;
        }
        documents.put(position, bytes);
    }

    private static void refuseTooLarge(byte[] bytes) {
        if (bytes.length > BsonConstants.MAX_BSON_OBJECT_SIZE) {
            throw new MongoServerError(10334, "BSONObjectTooLarge", "A document of " + bytes.length + " bytes is too large");
        }
    }

    @Override
    protected void removeDocument(Long position) {
        documents.remove(position);
    }

    static byte[] encode(Document document) {
        ByteBuf buffer = Unpooled.buffer();
        BsonEncoder.encodeDocument(document, buffer);
        return ByteBufUtil.getBytes(buffer);
    }

    @Override
    protected boolean tracksDataSize() {
        return false;
    }

    @Override
    protected void updateDataSize(int sizeDelta) {
        throw new UnsupportedOperationException();
    }

    @Override
    protected int getDataSize() {
        return (int) documents.values().stream().mapToLong(bytes -> bytes.length).sum();
    }
}
