package io.conversation.follow;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.bson.types.ObjectId;

import io.conversation.database.ArrivalIds;

/**
 * Which events a follower has had within the last two overlaps: what another read may bring again. It counts those within one
 * overlap up to the newest, so that whoever resumes can compare with what is there by then.
 */
final class Sent {

    private static final Duration LATELY = Duration.ofSeconds(1);
    private static final int FORGET_AT_ONCE = 1024;

    private final Duration overlap;
    private final List<ObjectId> ids;
    private final Window window;
    private final Window lately;
    private ObjectId newest;

    /** @param had in order, at least those within an overlap before the newest */
    Sent(Duration overlap, ObjectId newest, List<ObjectId> had) {
        this.overlap = overlap;
        this.ids = new ArrayList<>(had);
        this.newest = newest;
        this.window = new Window(overlap);
        this.lately = new Window(lately(overlap));
    }

    /** Most of what becomes visible after a newer event does so at once: the part of an overlap that is counted apart. */
    static Duration lately(Duration overlap) {
        return overlap.compareTo(LATELY) < 0 ? overlap : LATELY;
    }

    /** False when the follower has had it. */
    boolean add(ObjectId id) {
        if (id.compareTo(newest) > 0) {
            newest = id;
            ids.add(id);
            window.slide();
            lately.slide();
            forget();
            return true;
        }
        int at = Collections.binarySearch(ids, id);
        if (at >= 0) {
            return false;
        }
        ids.add(-at - 1, id);
        window.inserted(id);
        lately.inserted(id);
        return true;
    }

    boolean has(ObjectId id) {
        return Collections.binarySearch(ids, id) >= 0;
    }

    /** {@link LastEventId#NONE} for none. */
    ObjectId newest() {
        return newest;
    }

    /** @param ended from when the linger counts, null while the session goes on or its end has not been told */
    LastEventId position(Instant ended) {
        return new LastEventId(newest, overlap, window.size(), lately.size(), ended);
    }

    private void forget() {
        if (window.before < FORGET_AT_ONCE) {
            return;
        }
        int at = Collections.binarySearch(ids, ArrivalIds.before(newest, overlap.multipliedBy(2)));
        int old = at < 0 ? -at - 1 : at;
        if (old >= FORGET_AT_ONCE) {
            ids.subList(0, old).clear();
            window.before -= old;
            lately.before -= old;
        }
    }

    /** The ids from some time before the newest on. */
    private final class Window {

        private final Duration length;
        private ObjectId start;
        private int before;

        Window(Duration length) {
            this.length = length;
            slide();
        }

        void slide() {
            start = ArrivalIds.before(newest, length);
            while (before < ids.size() && ids.get(before).compareTo(start) <= 0) {
                before++;
            }
        }

        void inserted(ObjectId id) {
            if (id.compareTo(start) <= 0) {
                before++;
            }
        }

        int size() {
            return ids.size() - before;
        }
    }
}
