package io.conversation.transfer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import org.bson.types.ObjectId;

import io.conversation.database.Deadline;
import io.conversation.database.Deadlines;
import io.conversation.transfer.ArrivalReads.Arrival;

/** The arrivals of one kind in a span, read page by page; in between nothing is open in the database. */
final class ArrivalQueue {

    /** Reads the next from an id on, the first itself included or not, up to another. */
    @FunctionalInterface
    interface Page {
        List<Arrival> read(ObjectId from, boolean included, ObjectId end, Deadline deadline);
    }

    private final Page page;
    private final ObjectId end;
    private final Deadlines deadlines;
    private final Deque<Arrival> read = new ArrayDeque<>();
    private ObjectId last;
    private boolean more = true;

    ArrivalQueue(Page page, ArrivalSpan span, Deadlines deadlines) {
        this.page = page;
        this.end = span.endId();
        this.deadlines = deadlines;
        fill(span.firstId(), true);
    }

    private void fill(ObjectId from, boolean included) {
        read.addAll(page.read(from, included, end, deadlines.start()));
        more = !read.isEmpty();
        last = more ? read.getLast().id() : last;
    }

    /** The next, or null after the last. */
    Arrival first() {
        if (read.isEmpty() && more) {
            fill(last, false);
        }
        return read.peek();
    }

    Arrival take() {
        return read.remove();
    }
}
