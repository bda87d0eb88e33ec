package io.conversation.feed;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

import io.conversation.feed.FeedReader.Batch;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InjectableContext.ContextState;
import io.quarkus.arc.ManagedContext;

/**
 * The feed of all tenants, for the service's own work, by one thread at a time. What fails is told, and read again by the next
 * call, which goes on where the last that did not fail has ended.
 */
public final class Tap implements AutoCloseable {

    private final Feed feed;
    private final Function<FeedPosition, FeedReader> readers;
    private FeedReader reader;
    private FeedPosition position;
    private ContextState page;

    /** @param from null for now */
    Tap(Feed feed, Function<FeedPosition, FeedReader> readers, FeedPosition from) {
        this.feed = feed;
        this.readers = readers;
        this.reader = readers.apply(from);
        this.position = from;
    }

    /**
     * @param items whose memory is accounted for until the next are asked for
     * @param next to be stored: where {@link Feed#tap} goes on behind these, at any pod
     */
    public record Taken(List<Item> items, String next) {
    }

    /** What comes next, as soon as there is something, or nothing once the time is over, or the service goes down. */
    public Taken next(int limit, Duration wait) throws InterruptedException {
        boolean done = false;
        ManagedContext requests = Arc.container().requestContext();
        ContextState taker = requests.getStateIfActive();
        release();
        requests.activate();
        page = requests.getState();
        try {
            Batch batch = feed.await(reader, reader.atOnce(limit), wait);
            position = batch.next();
            done = true;
            return new Taken(batch.told().stream().map(Told::item).toList(), position.text());
        } finally {
            // One that has begun from now knows when that was, and goes on from there.
            if (!done && position != null) {
                reader.close();
                reader = readers.apply(position);
            }
            requests.deactivate();
            if (taker != null) {
                requests.activate(taker);
            }
        }
    }

    /** Each page has a part of the memory of its own, whatever its taker has. */
    private void release() {
        if (page != null) {
            Arc.container().requestContext().destroy(page);
            page = null;
        }
    }

    /** What it holds at the server; one that is asked again goes on all the same. */
    @Override
    public void close() {
        reader.close();
        release();
    }
}
