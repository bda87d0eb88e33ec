package io.conversation.http;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.inject.Singleton;

/**
 * How large what is stored has lately been: what a read has to expect, as nobody tells before the database has answered. Large
 * ones are expected at the start, until enough others have been seen: else a few readers of a pod that has just begun would
 * take all its memory. And at once when there is one; less and less when there are no more.
 */
@Singleton
public class StoredSizes {

    public final Largest sessions = new Largest();
    public final Largest events = new Largest();

    /** The largest document of late. */
    public static final class Largest {

        /** What the database puts into one answer. */
        private static final long ANSWER = 16L * 1024 * 1024;
        private static final long AT_START = 1024 * 1024;
        private static final int ENOUGH = 100;
        private static final int FEW = 2;
        private static final long LEAST = 512;
        private static final long HALVED_AFTER_NANOS = 2_000_000_000L;
        private static final int MOST_HALVINGS = 15;

        private volatile long bytes = AT_START;
        private volatile long since = System.nanoTime();
        private volatile boolean guessed = true;
        private final AtomicInteger seen = new AtomicInteger();
        private final AtomicLong largestSeen = new AtomicLong();

        private long now() {
            long halvings = Math.min(MOST_HALVINGS, (System.nanoTime() - since) / HALVED_AFTER_NANOS);
            return Math.max(LEAST, bytes >> halvings);
        }

        public void saw(long size) {
            if (size > now()) {
                know(size);
            } else if (guessed) {
                long largest = largestSeen.accumulateAndGet(size, Math::max);
                if (seen.incrementAndGet() == ENOUGH) {
                    know(largest);
                }
            }
        }

        private void know(long size) {
            guessed = false;
            bytes = size;
            since = System.nanoTime();
        }

        /** For who may read fewer at first: so many, and a few while nobody knows how large they are. */
        public int atOnce(int documents) {
            return guessed ? Math.min(documents, FEW) : documents;
        }

        /** How many of so many can be read at once, as far as is known, for no more memory than that; one in any case. */
        public int fitting(int documents, long bytes) {
            int fitting = documents;
            while (fitting > 1 && expected(fitting) > bytes) {
                fitting /= 2;
            }
            return fitting;
        }

        /** What it takes to read so many: the answer, and the documents that are made of it. */
        public long expected(int documents) {
            long largest = now();
            return 2 * Math.min(ANSWER + largest, documents * largest);
        }
    }
}
