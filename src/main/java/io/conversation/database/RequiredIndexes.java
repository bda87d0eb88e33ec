package io.conversation.database;

import java.util.List;
import java.util.Optional;

/** What a feature needs on its collection, apart by what has to wait for it: writes for the unique ones, nothing for others. */
record RequiredIndexes(CollectionIndexes feature, List<RequiredIndex> unique, List<RequiredIndex> others) {

    static RequiredIndexes of(CollectionIndexes feature) {
        List<RequiredIndex> all = feature.indexes().stream().map(model -> new RequiredIndex(feature.collection(), model))
                .toList();
        return new RequiredIndexes(feature, all.stream().filter(RequiredIndex::isUnique).toList(),
                all.stream().filter(index -> !index.isUnique()).toList());
    }

    String collection() {
        return feature.collection();
    }

    boolean isAskedForFirst() {
        return feature.isAskedForFirst();
    }

    /** Why the unique ones cannot stand until somebody does something. */
    Optional<String> conflict(IndexListing listing) {
        return listing.foreignCollation().or(() -> feature.conflict(listing.leadingFields()))
                .or(() -> unique.stream().flatMap(index -> index.conflict(listing).stream()).findFirst());
    }

    boolean isUniqueStanding(IndexListing listing) {
        return unique.stream().allMatch(index -> index.stands(listing));
    }

    List<String> conflictsOfOthers(IndexListing listing) {
        return others.stream().flatMap(index -> index.conflict(listing).stream()).toList();
    }

    /** Those of the others that can be made. */
    List<RequiredIndex> missing(IndexListing listing) {
        return others.stream().filter(index -> !index.stands(listing) && index.conflict(listing).isEmpty()).toList();
    }
}
