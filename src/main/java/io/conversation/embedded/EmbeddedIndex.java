package io.conversation.embedded;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.exception.DuplicateKeyError;

/**
 * A sorted index in memory, guarded by the lock of its {@link EmbeddedBackend}. One that is not unique has {@code _id} as a
 * last key, so in either kind an entry belongs to one document. An array gets an entry for each element; once it holds one,
 * the index guards uniqueness but is not searched.
 */
final class EmbeddedIndex extends Index<Long> {

    private static final ValueComparator VALUES = ValueComparator.ascWithoutListHandling();

    private final boolean unique;
    private final List<IndexKey> declared;
    private final boolean[] ascending;
    private final NavigableMap<Object[], Long> entries;
    private volatile boolean holdsArrays;

    EmbeddedIndex(String name, List<IndexKey> keys, boolean sparse, boolean unique) {
        super(name, unique ? keys : withId(keys), sparse);
        this.unique = unique;
        this.declared = keys;
        this.ascending = new boolean[getKeys().size()];
        for (int i = 0; i < ascending.length; i++) {
            ascending[i] = getKeys().get(i).isAscending();
        }
        this.entries = new TreeMap<>(this::compareEntries);
    }

    private static List<IndexKey> withId(List<IndexKey> keys) {
        boolean present = keys.stream().anyMatch(key -> key.getKey().equals("_id"));
        return present ? keys : Stream.concat(keys.stream(), Stream.of(new IndexKey("_id", true))).toList();
    }

    private int compareEntries(Object[] left, Object[] right) {
        for (int i = 0; i < left.length; i++) {
            int result = compare(left[i], right[i]);
            if (result != 0) {
                return ascending[i] ? result : -result;
            }
        }
        return 0;
    }

    private static int compare(Object left, Object right) {
        // Nearly all keys are of these types, and the general comparison takes ten times as long.
        if (left instanceof String l && right instanceof String r) {
            return l.compareTo(r);
        }
        if (left instanceof Instant l && right instanceof Instant r) {
            return l.compareTo(r);
        }
        if (left instanceof ObjectId l && right instanceof ObjectId r) {
            return l.compareTo(r);
        }
        return VALUES.compare(left, right);
    }

    boolean isSearchable() {
        return !holdsArrays;
    }

    /** Whether documents without the keys are left out. */
    boolean isPartial() {
        return isSparse();
    }

    /** Where the documents are whose entries lie between two, in the order of the index or against it. */
    Stream<Long> between(Object[] first, Object[] last, boolean backwards) {
        if (compareEntries(first, last) > 0) {
            return Stream.empty();
        }
        // By steps, each from the last key: a cursor reads on after others have written, which no iterator survives.
        return backwards
                ? steps(entries.floorEntry(last), entry -> compareEntries(entry.getKey(), first) >= 0, entries::lowerEntry)
                : steps(entries.ceilingEntry(first), entry -> compareEntries(entry.getKey(), last) <= 0, entries::higherEntry);
    }

    private static Stream<Long> steps(Map.Entry<Object[], Long> start, Predicate<Map.Entry<Object[], Long>> isWithin,
            Function<Object[], Map.Entry<Object[], Long>> next) {
        return Stream.iterate(start, entry -> entry != null && isWithin.test(entry), entry -> next.apply(entry.getKey()))
                .map(Map.Entry::getValue);
    }

    private List<Object[]> entriesOf(Document document) {
        if (isSparse() && declared.stream().allMatch(key -> valueOf(document, key) instanceof Missing)) {
            return List.of();
        }
        Object[] values = new Object[getKeys().size()];
        boolean hasElements = false;
        for (int i = 0; i < values.length; i++) {
            values[i] = valueOf(document, getKeys().get(i));
            if (values[i] instanceof Collection<?> elements) {
                holdsArrays = true;
                hasElements |= !elements.isEmpty();
                values[i] = null;
            }
        }
        return hasElements ? getKeyValues(document).stream().map(each -> each.stream().toArray()).toList()
                : List.<Object[]> of(values);
    }

    private static Object valueOf(Document document, IndexKey key) {
        String path = key.getKey();
        return path.contains(Utils.PATH_DELIMITER) ? Utils.getSubdocumentValueCollectionAware(document, path)
                : document.getOrMissing(path);
    }

    @Override
    public Long getPosition(Document document) {
        return entriesOf(document).stream().map(entries::get).filter(Objects::nonNull).findFirst().orElse(null);
    }

    @Override
    public void checkAdd(Document document, MongoCollection<Long> collection) {
        refuseTaken(document, null, collection);
    }

    @Override
    public void checkUpdate(Document oldDocument, Document newDocument, MongoCollection<Long> collection) {
        refuseTaken(newDocument, unique ? getPosition(oldDocument) : null, collection);
    }

    private void refuseTaken(Document document, Long own, MongoCollection<Long> collection) {
        if (!unique) {
            // Its entries end with _id, which has a unique index of its own.
            return;
        }
        for (Object[] entry : entriesOf(document)) {
            Long taken = entries.get(entry);
            if (taken != null && !taken.equals(own)) {
                throw duplicate(entry, collection);
            }
        }
    }

    private DuplicateKeyError duplicate(Object[] entry, MongoCollection<Long> collection) {
        return new DuplicateKeyError(this, collection, getKeys(), new KeyValue(entry));
    }

    @Override
    public void add(Document document, Long position, MongoCollection<Long> collection) {
        for (Object[] entry : entriesOf(document)) {
            Long taken = entries.putIfAbsent(entry, position);
            if (taken != null && !taken.equals(position)) {
                throw duplicate(entry, collection);
            }
        }
    }

    @Override
    public Long remove(Document document) {
        Long position = getPosition(document);
        entriesOf(document).forEach(entries::remove);
        return position;
    }

    @Override
    public void updateInPlace(Document oldDocument, Document newDocument, Long position, MongoCollection<Long> collection) {
        remove(oldDocument);
        add(newDocument, position, collection);
    }

    @Override
    public boolean canHandle(Document query) {
        return false;
    }

    @Override
    public Iterable<Long> getPositions(Document query) {
        throw new UnsupportedOperationException("The collection asks EmbeddedScan");
    }

    @Override
    public boolean isUnique() {
        return unique;
    }

    @Override
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    @Override
    public long getCount() {
        return entries.size();
    }

    @Override
    public long getDataSize() {
        return getCount();
    }

    @Override
    public void drop() {
        entries.clear();
    }
}
