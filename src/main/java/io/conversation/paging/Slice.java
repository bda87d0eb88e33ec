package io.conversation.paging;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCursor;

/** The items of one page, and the cursor to the next, null at the end. */
public record Slice<T>(List<T> items, String nextCursor) {

    /** Reads up to the limit, or to {@link PageRequest#MAX_BYTES}, and looks one further to know whether there is more. */
    public static <T> Slice<T> read(FindIterable<T> find, PageRequest page, Function<T, Position> position,
            ToIntFunction<T> size) {
        List<T> items = new ArrayList<>(Math.min(page.limit(), PageRequest.DEFAULT_LIMIT));
        long bytes = 0;
        try (MongoCursor<T> cursor = find.limit(page.limit() + 1).iterator()) {
            while (cursor.hasNext()) {
                if (items.size() == page.limit() || bytes >= PageRequest.MAX_BYTES) {
                    return new Slice<>(items, Cursor.encode(position.apply(items.getLast()), page.scope()));
                }
                T item = cursor.next();
                items.add(item);
                bytes += size.applyAsInt(item);
            }
        }
        return new Slice<>(items, null);
    }

    public Pagination pagination(PageRequest page, Long total) {
        return new Pagination(page.limit(), nextCursor != null, nextCursor, total);
    }
}
