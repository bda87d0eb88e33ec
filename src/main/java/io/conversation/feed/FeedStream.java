package io.conversation.feed;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.MongoException;

import io.conversation.feed.FeedReader.Batch;
import io.conversation.problem.ProblemException;
import io.vertx.ext.web.RoutingContext;

/**
 * The feed as server-sent events, looked at again and again. Each heartbeat carries a position as well, for what its filter
 * passes over. A client that takes nothing for too long is cut, to go on elsewhere.
 */
final class FeedStream {

    private static final int AT_ONCE = 100;

    private final FeedReader reader;
    private final FeedReaders readers;
    private final ObjectMapper mapper;
    private final RoutingContext context;
    private final Pace pace;
    private FeedPosition start;
    private Batch next;
    private long heartbeatAt;

    /** @param endsAt when its reader has to show again that they may, by {@link System#nanoTime} */
    record Pace(Duration pause, Duration heartbeat, Duration patience, long endsAt) {
    }

    FeedStream(FeedReader reader, FeedReaders readers, ObjectMapper mapper, RoutingContext context, Pace pace) {
        this.reader = reader;
        this.readers = readers;
        this.mapper = mapper;
        this.context = context;
        this.pace = pace;
    }

    /** Finds where it begins, before it is answered: a database that is away is still told. */
    FeedStream begin() {
        try (reader) {
            start = reader.start();
            next = reader.next(reader.atOnce(AT_ONCE));
            return this;
        }
    }

    void run(OutputStream out) throws IOException {
        try (reader) {
            // Whatever comes next: who is cut in that goes on from where it began.
            heartbeat(out, start);
            out.flush();
            heartbeatAt = System.nanoTime() + pace.heartbeat().toNanos();
            send(out, false);
            while (!isOver()) {
                if (!next.more()) {
                    reader.rest(readers, pace.pause(), pace.heartbeat());
                }
                next = reader.next(reader.atOnce(AT_ONCE));
                send(out, System.nanoTime() >= heartbeatAt);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (MongoException | ProblemException e) {
            // Closed, to be resumed: the client knows best when to come back, and is told then what is wrong.
        }
    }

    private boolean isOver() {
        return readers.isClosed() || context.response().closed() || System.nanoTime() >= pace.endsAt();
    }

    private void send(OutputStream out, boolean heartbeat) throws IOException {
        if (next.told().isEmpty() && !heartbeat) {
            return;
        }
        long cut = context.vertx().setTimer(pace.patience().toMillis(), late -> context.request().connection().close());
        try {
            for (Told told : next.told()) {
                FeedItem item = FeedItem.of(told);
                write(out, "id: " + item.position() + "\nevent: " + item.kind() + "\ndata: ");
                out.write(mapper.writeValueAsBytes(item));
                write(out, "\n\n");
            }
            if (next.told().isEmpty()) {
                heartbeat(out, next.next());
            }
            out.flush();
        } finally {
            context.vertx().cancelTimer(cut);
        }
        heartbeatAt = System.nanoTime() + pace.heartbeat().toNanos();
    }

    private static void heartbeat(OutputStream out, FeedPosition position) throws IOException {
        write(out, ": keep-alive\nid: " + position.text() + "\n\n");
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
