package io.conversation.feed;

import java.time.Clock;
import java.time.Duration;

import jakarta.inject.Singleton;

import io.conversation.database.Deadlines;
import io.conversation.event.Event;
import io.conversation.feed.FeedFilter.Wanted;
import io.conversation.feed.FeedReader.Batch;
import io.conversation.follow.FollowConfig;
import io.conversation.http.Reading;
import io.conversation.http.StoredSizes;
import io.conversation.http.Work;
import io.conversation.session.Sessions;
import io.conversation.tenant.Tenant;

/** Everything that arrives, of all sessions of a tenant, from any position on. */
@Singleton
class Feed {

    /** For how long what is not wanted is passed over before its reader is told how far that was. */
    private static final Duration PASSING_OVER = Duration.ofSeconds(2);

    private final Sessions sessions;
    private final Deadlines deadlines;
    private final Clock clock;
    private final Work work;
    private final StoredSizes sizes;
    private final FeedReaders readers;
    private final Duration overlap;
    private final Duration pause;

    Feed(Sessions sessions, Deadlines deadlines, Clock clock, Work work, StoredSizes sizes, FeedReaders readers,
            FollowConfig config) {
        this.sessions = sessions;
        this.deadlines = deadlines;
        this.clock = clock;
        this.work = work;
        this.sizes = sizes;
        this.readers = readers;
        // As ids tell time, and positions the overlap: in whole seconds.
        this.overlap = Duration.ofSeconds(config.overlap().orElse(deadlines.unsettled()).plusNanos(999_999_999).toSeconds());
        this.pause = config.pollInterval();
    }

    /** @param from null for now */
    FeedReader reader(FeedPosition from, Tenant tenant, Wanted wanted) {
        FeedReads reads = new FeedReads(tenant, sessions::abreast);
        return new FeedReader(reads, new Telling(tenant, reads, sessions, wanted, reading(), reading()), deadlines, clock,
                overlap, from);
    }

    private Reading<Event> reading() {
        return new Reading<>(work, sizes.events, event -> event.payload.size());
    }

    Duration pause() {
        return pause;
    }

    /** What comes next, as soon as there is something, or nothing once the time is over, or the service goes down. */
    Batch await(FeedReader reader, int limit, Duration wait) throws InterruptedException {
        long begun = System.nanoTime();
        Batch next = reader.next(limit);
        for (Duration left = wait; next.items().isEmpty() && !readers.isClosed(); left = left(wait, begun)) {
            if (next.more() ? !left(PASSING_OVER, begun).isPositive() : !left.isPositive()) {
                break;
            }
            if (!next.more()) {
                readers.pause(left.compareTo(pause) < 0 ? left : pause);
            }
            next = reader.next(limit);
        }
        return next;
    }

    private static Duration left(Duration of, long since) {
        return of.minusNanos(System.nanoTime() - since);
    }
}
