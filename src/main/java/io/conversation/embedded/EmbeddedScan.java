package io.conversation.embedded;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.bson.Document;

/**
 * The part of an index that holds all that a query can match, and perhaps more: the entries that begin with one of the
 * prefixes and whose next key keeps to the limits.
 */
final class EmbeddedScan {

    private static final int MOST_PREFIXES = 10_000;

    private final EmbeddedIndex index;
    private final List<List<Object>> prefixes;
    private final int pinned;
    private final EmbeddedLimits limits;
    private final boolean sorted;
    private final boolean backwards;

    private EmbeddedScan(EmbeddedIndex index, Document query, Document sort) {
        List<List<Object>> found = List.of(List.of());
        int depth = 0;
        for (IndexKey key : index.getKeys()) {
            Optional<Collection<Object>> values = EmbeddedLimits.onlyValues(query, key.getKey());
            if (values.isEmpty() || (long) found.size() * values.get().size() > MOST_PREFIXES) {
                break;
            }
            found = longer(found, values.get());
            depth++;
        }
        this.index = index;
        this.prefixes = found;
        this.pinned = depth;
        this.limits = depth == index.getKeys().size() ? EmbeddedLimits.NONE
                : EmbeddedLimits.of(query, index.getKeys().get(depth).getKey());
        boolean single = !sort.isEmpty() && found.size() == 1;
        this.backwards = single && lies(sort, true);
        this.sorted = backwards || single && lies(sort, false);
    }

    private static List<List<Object>> longer(List<List<Object>> prefixes, Collection<Object> values) {
        List<List<Object>> longer = new ArrayList<>();
        for (List<Object> prefix : prefixes) {
            for (Object value : values) {
                List<Object> extended = new ArrayList<>(prefix);
                extended.add(value);
                longer.add(extended);
            }
        }
        return longer;
    }

    /** Pinned keys count most, then limits on the next one, then an order that spares a sort. Empty if no index is of use. */
    static Optional<EmbeddedScan> best(Collection<Index<Long>> indexes, Document query, Document sort) {
        return indexes.stream().map(EmbeddedIndex.class::cast).filter(EmbeddedIndex::isSearchable)
                .map(index -> new EmbeddedScan(index, query, sort)).filter(EmbeddedScan::isOfUse)
                .max(Comparator.<EmbeddedScan> comparingInt(scan -> scan.pinned).thenComparing(EmbeddedScan::isLimited)
                        .thenComparing(EmbeddedScan::isSorted));
    }

    /** Where the documents are that any clause of an {@code $or} can match, if an index pins each of these; else empty. */
    static Optional<Stream<Long>> ofAlternatives(Collection<Index<Long>> indexes, Document query) {
        List<EmbeddedScan> scans = new ArrayList<>();
        for (Document alternative : EmbeddedLimits.alternatives(query)) {
            Optional<EmbeddedScan> scan = best(indexes, alternative, new Document()).filter(EmbeddedScan::isPinned);
            if (scan.isEmpty()) {
                return Optional.empty();
            }
            scans.add(scan.get());
        }
        return scans.isEmpty() ? Optional.empty() : Optional.of(scans.stream().flatMap(EmbeddedScan::positions).distinct());
    }

    /** Whether it begins with keys that have but a few values. */
    boolean isPinned() {
        return pinned > 0;
    }

    private boolean isOfUse() {
        boolean complete = !index.isPartial() || pinned == 0 && isLimited()
                || pinned > 0 && prefixes.stream().noneMatch(prefix -> prefix.get(0) == null);
        return complete && (pinned > 0 || isLimited() || sorted);
    }

    private boolean isLimited() {
        return !limits.equals(EmbeddedLimits.NONE);
    }

    /** Whether the entries lie in the order asked for, or in the opposite one. */
    private boolean lies(Document sort, boolean opposite) {
        int at = pinned;
        for (Map.Entry<String, Object> field : sort.entrySet()) {
            if (index.getKeys().subList(0, pinned).stream().anyMatch(key -> key.getKey().equals(field.getKey()))) {
                continue;
            }
            boolean ascending = ((Number) field.getValue()).intValue() > 0;
            IndexKey key = at < index.getKeys().size() ? index.getKeys().get(at++) : null;
            if (key == null || !key.getKey().equals(field.getKey()) || key.isAscending() == (ascending == opposite)) {
                return false;
            }
        }
        return true;
    }

    boolean isSorted() {
        return sorted;
    }

    Stream<Long> positions() {
        // flatMap would read the whole of a part ahead.
        return prefixes.size() == 1 ? positions(prefixes.get(0)) : prefixes.stream().flatMap(this::positions);
    }

    private Stream<Long> positions(List<Object> prefix) {
        return index.between(edge(prefix, true), edge(prefix, false), backwards);
    }

    private Object[] edge(List<Object> prefix, boolean first) {
        Object[] edge = prefix.toArray(new Object[index.getKeys().size()]);
        for (int i = pinned; i < edge.length; i++) {
            EmbeddedLimits range = i == pinned ? limits : EmbeddedLimits.NONE;
            edge[i] = first == index.getKeys().get(i).isAscending() ? range.low() : range.high();
        }
        return edge;
    }
}
