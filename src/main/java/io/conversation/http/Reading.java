package io.conversation.http;

import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import io.conversation.http.StoredSizes.Largest;
import io.conversation.paging.Slice;

/** One page of a list after the other, with memory for what each may be, and then for what it is until the next is read. */
public final class Reading<T> {

    private final Work work;
    private final Largest largest;
    private final ToLongFunction<T> size;
    private long held;

    public Reading(Work work, Largest largest, ToLongFunction<T> size) {
        this.work = work;
        this.largest = largest;
        this.size = size;
    }

    /** For who may read fewer at first: how many of so many. */
    public int atOnce(int documents) {
        return largest.atOnce(documents);
    }

    /** @param limit how many documents it may be, with the one that tells whether there are more */
    public Slice<T> read(int limit, Supplier<Slice<T>> page) {
        work.give(held);
        held = 0;
        held = work.expect(largest.expected(limit));
        Slice<T> slice = page.get();
        long bytes = 0;
        for (T item : slice.items()) {
            long itemSize = size.applyAsLong(item);
            largest.saw(itemSize);
            bytes += itemSize;
        }
        if (bytes < held) {
            work.give(held - bytes);
            held = bytes;
        }
        return slice;
    }
}
