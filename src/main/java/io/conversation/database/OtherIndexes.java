package io.conversation.database;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jboss.logging.Logger;

/**
 * Makes the indexes that no write has to wait for, which on a large collection may take hours, beside everything else. For one
 * thread.
 */
final class OtherIndexes {

    record News(String text, boolean isTrouble) {
    }

    private static final Logger LOG = Logger.getLogger(OtherIndexes.class);

    private final Databases databases;
    private final Duration patience;
    private final Runnable whenDone;
    private final Map<String, IndexBuild> underWay = new HashMap<>();

    /** @param whenDone told whenever something has been made, or has failed to be */
    OtherIndexes(Databases databases, Duration patience, Runnable whenDone) {
        this.databases = databases;
        this.patience = patience;
        this.whenDone = whenDone;
    }

    /** Begins what is missing; returns what is under way, and what is the matter with the rest. */
    List<News> make(RequiredIndexes required, IndexListing listing) {
        List<News> news = new ArrayList<>();
        required.conflictsOfOthers(listing).forEach(conflict -> news.add(new News(conflict, true)));
        IndexBuild build = underWay.get(required.collection());
        List<RequiredIndex> missing = required.missing(listing);
        if (build != null && build.isDone()) {
            // What has failed is tried again by the next look, some pause later.
            underWay.remove(required.collection());
            failure(build).ifPresent(news::add);
        } else if (build != null) {
            news.add(new News(build.look(), false));
        } else if (!missing.isEmpty()) {
            IndexBuild begun = new IndexBuild(databases, patience, required.collection(), missing, whenDone);
            underWay.put(required.collection(), begun);
            news.add(new News(begun.told(), false));
        }
        return news;
    }

    private static Optional<News> failure(IndexBuild build) {
        try {
            build.result();
            return Optional.empty();
        } catch (Throwable e) { // the driver's assertions throw errors
            LOG.debug("An index could not be made", ServerWords.asCause(e));
            return Optional.of(new News(IndexTrouble.of(e), true));
        }
    }

    void giveUp() {
        underWay.values().forEach(IndexBuild::giveUp);
    }
}
