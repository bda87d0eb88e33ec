package io.conversation.paging;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCursor;

/** The items of one page, and the cursor to the next, null at the end. */
public record Slice<T>(List<T> items, String nextCursor) {

    /**
     * Reads up to the limit, and looks one further to know whether there is more. It takes what the database gives in its first
     * answer, 16 MiB at the most: so much fits a small heap, and a second answer would have no time limit of its own.
     */
    public static <T> Slice<T> read(FindIterable<T> find, PageRequest page, Function<T, Position> position) {
        List<T> items = new ArrayList<>(Math.min(page.limit(), PageRequest.DEFAULT_LIMIT));
        boolean more;
        try (MongoCursor<T> cursor = find.limit(page.limit() + 1).batchSize(page.limit() + 1).iterator()) {
            while (items.size() < page.limit() && (items.isEmpty() ? cursor.hasNext() : cursor.available() > 0)) {
                items.add(cursor.next());
            }
            more = cursor.available() > 0 || cursor.getServerCursor() != null;
        }
        return new Slice<>(items, more ? Cursor.encode(position.apply(items.getLast()), page.scope()) : null);
    }

    public Pagination pagination(PageRequest page, Long total) {
        return new Pagination(page.limit(), nextCursor != null, nextCursor, total);
    }
}
