package io.conversation.embedded;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import de.bwaldvogel.mongo.backend.AbstractCursor;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.BsonConstants;

/** The rest of a query's result, handed out in batches that fit into one answer: a single document, or 16 MiB at most. */
final class EmbeddedCursor extends AbstractCursor {

    private final Iterator<Document> rest;
    private Document next;

    EmbeddedCursor(long id, Iterator<Document> rest) {
        super(id);
        this.rest = rest;
        advance();
    }

    private void advance() {
        next = rest.hasNext() ? rest.next() : null;
    }

    @Override
    public synchronized boolean isEmpty() {
        return next == null;
    }

    @Override
    public synchronized List<Document> takeDocuments(int count) {
        List<Document> batch = new ArrayList<>();
        long room = BsonConstants.MAX_BSON_OBJECT_SIZE;
        while (next != null && batch.size() < count) {
            room -= EmbeddedCollection.encode(next).length;
            if (room < 0 && !batch.isEmpty()) {
                break;
            }
            batch.add(next);
            advance();
        }
        return batch;
    }
}
