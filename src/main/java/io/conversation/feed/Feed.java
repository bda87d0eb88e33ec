package io.conversation.feed;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.inject.Singleton;

import com.mongodb.client.model.Filters;

import io.conversation.database.ArrivalIds;
import io.conversation.database.ComparedClock;
import io.conversation.database.Deadlines;
import io.conversation.feed.FeedFilter.Wanted;
import io.conversation.feed.FeedReader.Batch;
import io.conversation.follow.FollowConfig;
import io.conversation.http.StoredSizes;
import io.conversation.http.Work;
import io.conversation.session.Sessions;
import io.conversation.tenant.Tenant;

/** Everything that arrives, of all sessions, from any position on. */
@Singleton
public class Feed {

    /** The position of all that is kept. */
    public static final String START = "start";

    /** For how long what is not wanted is passed over before its reader is told how far that was. */
    private static final Duration PASSING_OVER = Duration.ofSeconds(2);

    private final Sessions sessions;
    private final Deadlines deadlines;
    private final ComparedClock clock;
    private final Work work;
    private final StoredSizes sizes;
    private final FeedReaders readers;
    private final History history;
    private final Duration overlap;
    private final Duration pause;

    Feed(Sessions sessions, Deadlines deadlines, ComparedClock clock, Work work, StoredSizes sizes, FeedReaders readers,
            History history, FollowConfig config) {
        this.history = history;
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

    /**
     * For the service's own work: of all tenants, by all pods that care to.
     *
     * @param position that a tap of the same kinds gave out, {@link #START}, or null for now
     * @param kinds that are told, none for all; of ends alone nothing is read but ends
     */
    public Tap tap(String position, Set<Kind> kinds) {
        Wanted wanted = new Wanted(kinds, Filters.empty(), Set.of());
        return new Tap(this, from -> {
            FeedReads reads = reads(Whose.EVERYBODY, wanted);
            return reader(reads, () -> new Telling(reads, sessions, wanted, work, sizes), from);
        }, position(position, Whose.EVERYBODY));
    }

    /** The position of what arrives from now on, and of what may have arrived shortly before and not be there yet. */
    public String now() {
        return FeedPosition.settled(ArrivalIds.lowest(clock.required().minus(overlap)), Whose.EVERYBODY).text();
    }

    /** @param from null for now */
    FeedReader reader(FeedPosition from, Tenant tenant, Wanted wanted) {
        FeedReads reads = reads(Whose.of(tenant), wanted);
        Telling telling = new Telling(reads, sessions, wanted, work, sizes);
        return reader(reads, () -> telling, from);
    }

    private FeedReads reads(Whose whose, Wanted wanted) {
        Set<Kind> told = wanted.kinds().isEmpty() ? EnumSet.allOf(Kind.class) : wanted.kinds();
        return new FeedReads(whose, told, sessions::abreast);
    }

    private FeedReader reader(FeedReads reads, Supplier<Telling> telling, FeedPosition from) {
        return new FeedReader(reads, telling, deadlines, clock, overlap, from,
                new Live(history, reads, telling, clock, overlap));
    }

    /** Null for now. */
    static FeedPosition position(String text, Whose whose) {
        return text == null ? null
                : text.equals(START) ? FeedPosition.settled(Mark.FIRST, whose) : FeedPosition.parse(text, whose);
    }

    Duration pause() {
        return pause;
    }

    /** What comes next, as soon as there is something, or nothing once the time is over, or the service goes down. */
    @ActivateRequestContext
    Batch await(FeedReader reader, int limit, Duration wait) throws InterruptedException {
        long begun = System.nanoTime();
        Batch next = reader.next(limit);
        for (Duration left = wait; next.told().isEmpty() && !readers.isClosed(); left = left(wait, begun)) {
            if (next.more() ? !left(PASSING_OVER, begun).isPositive() : !left.isPositive()) {
                break;
            }
            if (!next.more()) {
                reader.rest(readers, pause, left);
            }
            next = reader.next(limit);
        }
        return next;
    }

    private static Duration left(Duration of, long since) {
        return of.minusNanos(System.nanoTime() - since);
    }
}
