package io.conversation.paging;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * All of a list, page after page: each is a query of its own, with a deadline that the server knows, too. Between two of them
 * nothing is open anywhere, however slow the reader is, and nothing is left behind when it goes.
 *
 * @param pages reads what comes after a position, null for the first page
 */
public record Walk<T>(Function<Position, Slice<T>> pages, Function<T, Position> position) implements Iterable<T> {

    /** The first page is read by the first call, each other one when it is come to. */
    @Override
    public Iterator<T> iterator() {
        return new Steps();
    }

    private final class Steps implements Iterator<T> {

        private Iterator<T> page = Collections.emptyIterator();
        private T last;
        private boolean more = true;

        @Override
        public boolean hasNext() {
            if (!page.hasNext() && more) {
                // The memory of one page is given back before there is another.
                page = Collections.emptyIterator();
                Slice<T> read = pages.apply(last == null ? null : position.apply(last));
                page = read.items().iterator();
                more = read.nextCursor() != null;
            }
            return page.hasNext();
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            last = page.next();
            return last;
        }
    }
}
